internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// Passwords as they are kept: scrypt (RFC 7914) with a salt of their own, in the PHC string form
/// `$scrypt$ln=15,r=8,p=1$salt$hash`, so that costs can be raised later.
package enum PasswordHash {
  /// log₂ of the cost: 32 MiB and about a tenth of a second.
  private static let logRounds = 15
  private static let blockSize = 8

  /// - Complexity: 32 MiB of memory for about 100 ms, on purpose.
  package static func make(_ password: String) throws -> String {
    let salt = Secrets.randomBytes(16)
    let hash = try derive(password, salt: salt, logRounds: logRounds, blockSize: blockSize, parallelism: 1)
    return "$scrypt$ln=\(logRounds),r=\(blockSize),p=1$\(encode(salt))$\(encode(hash))"
  }

  /// Whether `password` is the one that `stored` was made from; false for a form that is not understood.
  package static func verify(_ password: String, against stored: String) throws -> Bool {
    let parts = stored.split(separator: "$")
    guard parts.count == 4, parts[0] == "scrypt", let salt = decode(parts[2]), let expected = decode(parts[3]) else {
      return false
    }
    var numbers: [Substring: Int] = [:]
    for parameter in parts[1].split(separator: ",") {
      let pair = parameter.split(separator: "=")
      if pair.count == 2, let number = Int(pair[1]) { numbers[pair[0]] = number }
    }
    guard let logRounds = numbers["ln"], let blockSize = numbers["r"], let parallelism = numbers["p"],
      (1...20).contains(logRounds), (1...32).contains(blockSize), (1...16).contains(parallelism)
    else { return false }
    let hash = try derive(
      password, salt: salt, logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
    return equal(hash, expected)
  }

  private static func derive(
    _ password: String, salt: [UInt8], logRounds: Int, blockSize: Int, parallelism: Int
  ) throws -> [UInt8] {
    let key = try KDF.Scrypt.deriveKey(
      from: Data(password.utf8), salt: Data(salt), outputByteCount: 32, rounds: 1 << logRounds, blockSize: blockSize,
      parallelism: parallelism, maxMemory: 1 << 30)
    return unsafe key.withUnsafeBytes { unsafe Array($0) }
  }

  /// Compares in a time that does not depend on where the two differ.
  static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func encode(_ bytes: [UInt8]) -> String {
    String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
  }

  private static func decode(_ text: Substring) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    return Data(base64Encoded: text + padding).map { Array($0) }
  }
}
