internal import Common
internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import Storage

/// Random secrets and their digests.
package enum Secrets {
  /// A secret of 32 random bytes in URL-safe Base64 behind `prefix`.
  package static func make(prefix: String) -> String { prefix + base64URL(randomBytes(32)) }

  /// The form in which a secret of full strength is kept: without salt, since it cannot be guessed anyway.
  package static func digest(_ secret: String) -> String { Digest(hashing: Array(secret.utf8)).hex }

  static func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  static func base64URL(_ bytes: [UInt8]) -> String {
    String(
      Data(bytes).base64EncodedString().compactMap { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 == "=" ? nil : $0 })
  }

  /// A secret from where the settings say: given itself or in a file, whose final line break does not count.
  static func read(_ value: String?, file: String?) throws(SystemError) -> String? {
    if let value { return value }
    guard let file else { return nil }
    var bytes = try readFile(file, limit: 1 << 16)
    while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
