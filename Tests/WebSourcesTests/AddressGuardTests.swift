import Glibc
import Testing
import WebSources

@Suite struct AddressGuardTests {
  private func bytes(_ text: String) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 16)
    let isLong = text.contains(":")
    try #require(unsafe inet_pton(isLong ? AF_INET6 : AF_INET, text, &bytes) == 1)
    return isLong ? bytes : Array(bytes.prefix(4))
  }

  @Test(arguments: [
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.0", "192.167.1.1", "11.0.0.1", "100.63.0.1",
    "100.128.0.1",
    "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808", "::ffff:8.8.8.8", "2002:808:808::1",
  ]) func addressesOfTheWebPass(text: String) throws {
    #expect(AddressGuard(allowsPrivate: false).objection(to: try bytes(text)) == nil)
    #expect(AddressGuard(allowsPrivate: true).objection(to: try bytes(text)) == nil)
  }

  @Test(arguments: [
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.1.1",
    "100.64.0.1",
    "198.18.0.1", "192.0.0.1", "::1", "fc00::1", "fd12:3456::1", "fe80::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3",
    "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:c0a8:101::", "64:ff9b:1::1",
    "fec0::1",
  ]) func privateAddressesPassOnlyWithLeave(text: String) throws {
    #expect(AddressGuard(allowsPrivate: false).objection(to: try bytes(text)) != nil)
    #expect(AddressGuard(allowsPrivate: true).objection(to: try bytes(text)) == nil)
  }

  @Test(arguments: [
    "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200", "192.0.2.1", "198.51.100.1", "203.0.113.1", "::", "ff02::1", "2001:db8::1", "fd00:ec2::254",
    "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "::ffff:0.0.0.0", "::127.0.0.1",
    "2001:0:7f00:1::1",
    "4000::1", "100::1",
  ]) func someAddressesNeverPass(text: String) throws {
    #expect(AddressGuard(allowsPrivate: false).objection(to: try bytes(text)) != nil)
    #expect(AddressGuard(allowsPrivate: true).objection(to: try bytes(text)) != nil)
  }

  @Test func addressesOfOtherKindsNeverPass() {
    for count in [0, 1, 3, 5, 15, 17] {
      #expect(AddressGuard(allowsPrivate: true).objection(to: Array(repeating: 8, count: count)) != nil)
    }
  }
}
