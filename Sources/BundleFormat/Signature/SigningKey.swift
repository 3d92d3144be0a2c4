internal import Crypto

/// The key that signs bundles: Ed25519.
package struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// A new random key.
  package init() { key = Curve25519.Signing.PrivateKey() }

  /// The key of 32 secret bytes; `nil` for any other count.
  package init?(bytes: [UInt8]) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes) else { return nil }
    self.key = key
  }

  /// The 32 secret bytes.
  package var bytes: [UInt8] { Array(key.rawRepresentation) }
  package var publicKey: VerifyingKey { VerifyingKey(trusted: Array(key.publicKey.rawRepresentation)) }

  /// The 64 bytes that only the holder of the key can make.
  func signature(of message: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: message)) }
}

/// The public half of a `SigningKey`.
package struct VerifyingKey: Hashable, Sendable {
  /// 32 bytes.
  package let bytes: [UInt8]

  /// Wraps bytes of the right count.
  init(trusted bytes: [UInt8]) { self.bytes = bytes }

  /// The key of 32 bytes; `nil` for any other count.
  package init?(bytes: [UInt8]) {
    guard bytes.count == SignatureField.publicKey.size else { return nil }
    self.bytes = bytes
  }

  /// Whether the holder of the key made `signature` of `message`; false for bytes that are no key at all.
  func accepts(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
    return key.isValidSignature(signature, for: message)
  }
}
