/// Decides which network addresses may be connected to: the guard against server-side request forgery.
///
/// A page or a redirect may name any host, and a name may resolve to any address; so the bytes of each address are judged
/// at the moment a socket for it is opened, after all names are resolved. Without the manifest's leave only addresses
/// that are globally reachable pass (IANA special-purpose address registries; RFC 6890).
package struct AddressGuard: Hashable, Sendable {
  /// Whether private and loopback addresses pass. Multicast, unspecified and reserved ones never do, and neither does
  /// the address of the cloud's metadata service.
  package let allowsPrivate: Bool

  package init(allowsPrivate: Bool) { self.allowsPrivate = allowsPrivate }

  /// Why the address must not be connected to; `nil` when it may.
  ///
  /// - Parameter bytes: 4 of IPv4 or 16 of IPv6, in network order.
  package func objection(to bytes: [UInt8]) -> String? {
    switch bytes.count {
    case 4: return objection(toIPv4: bytes[...])
    case 16:
      // Addresses that carry an IPv4 address lead to it through a gateway or the own stack.
      for (prefix, offset) in Self.carriers where bytes.starts(with: prefix) {
        return objection(toIPv4: bytes[offset..<(offset + 4)])
      }
      for range in Self.ipv6 where range.contains(bytes) { return objection(range.kind, range.name) }
      // Everything that is handed out so far lies in 2000::/3.
      return bytes[0] & 0xE0 == 0x20 ? nil : objection(.never, "reserved")
    default: return "the address is of no known kind"
    }
  }

  private func objection(toIPv4 bytes: ArraySlice<UInt8>) -> String? {
    for range in Self.ipv4 where range.contains(Array(bytes)) { return objection(range.kind, range.name) }
    return nil
  }

  private func objection(_ kind: Range.Kind, _ name: String) -> String? {
    kind == .own && allowsPrivate ? nil : "the address is \(name)"
  }

  /// A range of addresses by its prefix.
  private struct Range: Sendable {
    enum Kind { case own, never }

    var prefix: [UInt8]
    /// Bits of `prefix` that count.
    var bits: Int
    var kind: Kind
    var name: String

    init(_ prefix: [UInt8], _ bits: Int, _ kind: Kind, _ name: String) {
      self.prefix = prefix
      self.bits = bits
      self.kind = kind
      self.name = name
    }

    func contains(_ address: [UInt8]) -> Bool {
      for bit in 0..<bits {
        let mask = UInt8(0x80) >> UInt8(bit % 8)
        let own = bit / 8 < prefix.count ? prefix[bit / 8] : 0
        if (address[bit / 8] ^ own) & mask != 0 { return false }
      }
      return true
    }
  }

  /// The first that contains an address counts.
  private static let ipv4: [Range] = [
    Range([169, 254, 169, 254], 32, .never, "a metadata service"),
    Range([169, 254, 170, 2], 32, .never, "a metadata service"),
    Range([100, 100, 100, 200], 32, .never, "a metadata service"), Range([0], 8, .never, "unspecified"),
    Range([10], 8, .own, "private"), Range([100, 64], 10, .own, "shared"), Range([127], 8, .own, "loopback"),
    Range([169, 254], 16, .own, "link-local"), Range([172, 16], 12, .own, "private"),
    Range([192, 0, 0], 24, .own, "special"), Range([192, 0, 2], 24, .never, "for documentation"),
    Range([192, 88, 99], 24, .never, "a relay"), Range([192, 168], 16, .own, "private"),
    Range([198, 18], 15, .own, "for benchmarks"), Range([198, 51, 100], 24, .never, "for documentation"),
    Range([203, 0, 113], 24, .never, "for documentation"), Range([224], 4, .never, "multicast"),
    Range([240], 4, .never, "reserved"),
  ]

  private static let ipv6: [Range] = [
    Range([0xFD, 0x00, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54], 128, .never, "a metadata service"),
    Range(Array(repeating: 0, count: 15) + [1], 128, .own, "loopback"),
    Range(Array(repeating: 0, count: 16), 128, .never, "unspecified"),
    Range([0xFC], 7, .own, "private"), Range([0xFE, 0x80], 10, .own, "link-local"),
    Range([0xFE, 0xC0], 10, .own, "site-local"), Range([0xFF], 8, .never, "multicast"),
    // Teredo hides the client's address by inverting it: nothing on the web lives there.
    Range([0x20, 0x01, 0x00, 0x00], 32, .never, "a tunnel"),
    Range([0x20, 0x01, 0x0D, 0xB8], 32, .never, "for documentation"),
    Range([0x20, 0x01, 0x00, 0x02, 0, 0], 48, .own, "for benchmarks"),
    Range([0x3F, 0xFF], 20, .never, "for documentation"),
    Range([0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01], 48, .own, "translated locally"),
    Range([0x5F, 0x00], 16, .never, "a segment identifier"),
    Range([0x01, 0x00, 0, 0, 0, 0, 0, 0], 64, .never, "discarded"),
  ]

  /// Prefixes of IPv6 addresses that carry an IPv4 address, and where in them it lies: mapped (RFC 4291), translated
  /// (RFC 2765), NAT64 (RFC 6052), 6to4 (RFC 3056). Addresses compatible with IPv4
  /// (RFC 4291, deprecated) fall among the reserved ones.
  private static let carriers: [(prefix: [UInt8], offset: Int)] = [
    (Array(repeating: 0, count: 10) + [0xFF, 0xFF], 12), (Array(repeating: 0, count: 8) + [0xFF, 0xFF, 0, 0], 12),
    ([0x00, 0x64, 0xFF, 0x9B] + Array(repeating: 0, count: 8), 12), ([0x20, 0x02], 2),
  ]
}
