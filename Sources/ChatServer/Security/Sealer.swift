package import Common
internal import Crypto
internal import FoundationEssentials

/// Seals users' provider keys with AES-256-GCM under a key that comes from outside of the database.
package struct Sealer: Sendable {
  private let key: SymmetricKey

  /// - Parameter secret: 32 bytes in Base64.
  package init(secret: String) throws(SystemError) {
    guard let data = Data(base64Encoded: secret), data.count == 32 else {
      throw SystemError(
        .invalidArgument, "the sealing key must be 32 bytes in Base64; make one with: openssl rand -base64 32",
        place: "security.sealing-key")
    }
    key = SymmetricKey(data: data)
  }

  /// Seals `text`, bound to `context`, so that a sealed value that is moved to another user or provider does not open.
  package func seal(_ text: String, context: String) throws -> String {
    let box = try AES.GCM.seal(Data(text.utf8), using: key, authenticating: Data(context.utf8))
    guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
    return combined.base64EncodedString()
  }

  /// - Throws: for a value that was altered, moved or sealed with another key.
  package func open(_ sealed: String, context: String) throws -> String {
    guard let data = Data(base64Encoded: sealed) else { throw CryptoKitError.incorrectParameterSize }
    let opened = try AES.GCM.open(AES.GCM.SealedBox(combined: data), using: key, authenticating: Data(context.utf8))
    return String(decoding: opened, as: UTF8.self)
  }
}
