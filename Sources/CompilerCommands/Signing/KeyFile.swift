internal import BundleFormat
internal import Common
internal import Storage

/// Files that hold a key as 64 hexadecimal digits.
enum KeyFile {
  /// Reads the secret key at `path`.
  ///
  /// - Throws: `DiagnosticsError` when the file holds anything else; nothing of it is shown.
  static func signingKey(at path: String) throws -> SigningKey {
    guard let digits = try digits(at: path), let key = SigningKey(bytes: digits) else {
      throw notAKey(path, remedy: "name the file that `kbc keygen` wrote, not the one with .pub")
    }
    return key
  }

  /// The public key that `text` spells out, or that the file of this name holds.
  static func verifyingKey(_ text: String) throws -> VerifyingKey {
    if let bytes = Digest(hex: text)?.bytes, let key = VerifyingKey(bytes: bytes) { return key }
    guard let digits = try digits(at: text), let key = VerifyingKey(bytes: digits) else {
      throw notAKey(text, remedy: "give the file with .pub that `kbc keygen` wrote, or the 64 digits in it")
    }
    return key
  }

  static func write(_ key: [UInt8], to path: String, isSecret: Bool) throws(SystemError) {
    let file = try AtomicFile(path: path, isSecret: isSecret)
    try file.write(Array(key.hex.utf8) + [UInt8(ascii: "\n")])
    try file.commit()
  }

  private static func digits(at path: String) throws(SystemError) -> [UInt8]? {
    let text = String(decoding: try readFile(path, limit: 4096), as: UTF8.self)
    return text.split(whereSeparator: \.isWhitespace).first.flatMap { Digest(hex: String($0)) }?.bytes
  }

  private static func notAKey(_ path: String, remedy: String) -> DiagnosticsError {
    DiagnosticsError([
      Diagnostic(
        .error, "not-a-key", at: SourceLocation(file: path), "expected 64 hexadecimal digits, got something else",
        remedy: remedy)
    ])
  }
}
