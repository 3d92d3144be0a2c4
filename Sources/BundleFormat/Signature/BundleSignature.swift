package import Common
internal import Storage

/// A signature in its place behind the header.
package struct BundleSignature: Equatable, Sendable {
  /// The number that says Ed25519; 0 says that there is no signature.
  package static let ed25519: UInt32 = 1

  package var publicKey: VerifyingKey
  /// 64 bytes.
  package var signature: [UInt8]

  /// What is signed: a name, so that the signature means nothing elsewhere, a zero byte and the file digest.
  static func message(for digest: Digest) -> [UInt8] { Array("almanac bundle 1\0".utf8) + digest.bytes }

  /// Whether the holder of the key signed `digest`.
  package func isValid(for digest: Digest) -> Bool {
    publicKey.accepts(signature, of: Self.message(for: digest))
  }

  /// The bytes of the place.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.ed25519)
    writer.append(contentsOf: [UInt8](repeating: 0, count: SignatureField.reserved.size))
    writer.append(contentsOf: publicKey.bytes)
    writer.append(contentsOf: signature)
    return writer.bytes
  }

  /// Reads the place, which is all zero in a bundle without a signature.
  init?(of place: MappedBytes) throws(BundleError) {
    let algorithm: UInt32 = place.load(at: SignatureField.algorithm.offset)
    let bytes = place.array
    if algorithm == 0, bytes.allSatisfy({ $0 == 0 }) { return nil }
    guard algorithm == Self.ed25519 else {
      throw .wrongValue(
        .signature, field: SignatureField.algorithm.rawValue, expected: "\(Self.ed25519)", got: "\(algorithm)")
    }
    func field(_ field: SignatureField) -> [UInt8] { Array(bytes[field.offset..<(field.offset + field.size)]) }
    guard field(.reserved).allSatisfy({ $0 == 0 }) else {
      throw .wrongValue(.signature, field: SignatureField.reserved.rawValue, expected: "zero bytes", got: "others")
    }
    // Zero bytes are a point of order 4, for which zero bytes are a valid signature of every fourth message.
    guard field(.publicKey).contains(where: { $0 != 0 }) else {
      throw .wrongValue(.signature, field: SignatureField.publicKey.rawValue, expected: "a key", got: "zero bytes")
    }
    publicKey = VerifyingKey(trusted: field(.publicKey))
    signature = field(.signature)
  }

  /// Signs the file digest, which covers the header and, through it, the table of contents and all sections.
  init(of digest: Digest, with key: SigningKey) throws {
    publicKey = key.publicKey
    signature = try key.signature(of: Self.message(for: digest))
  }
}

extension BundleReader {
  /// Writes a copy of this bundle at `path` with a signature; every other byte stays.
  ///
  /// - Throws: `SystemError` when the file cannot be written.
  package func writeSigned(to path: String, with key: SigningKey) throws {
    let place = header.signatureOffset..<(header.signatureOffset + header.signatureLength)
    let output = try AtomicFile(path: path)
    try output.write(bytes[0..<place.lowerBound])
    try output.write(try BundleSignature(of: header.fileDigest, with: key).encoded)
    try output.write(bytes[place.upperBound..<bytes.count])
    try output.commit()
  }

  /// Checks that the bundle carries a valid signature of `key`. The signature stands for the bytes of the sections only
  /// after `verify()`, or for those that `check` has seen.
  package func requireSignature(of key: VerifyingKey) throws(BundleError) {
    guard let signature else { throw BundleError.notSigned.located(in: path) }
    guard signature.publicKey == key else {
      throw BundleError.wrongValue(
        .signature, field: SignatureField.publicKey.rawValue, expected: key.bytes.hex,
        got: signature.publicKey.bytes.hex
      ).located(in: path)
    }
    try checkSignature()
  }

  /// Checks the signature, if there is one, against the key beside it: that says the place is whole, not who signed.
  func checkSignature() throws(BundleError) {
    if let signature, !signature.isValid(for: header.fileDigest) {
      throw BundleError.wrongValue(
        .signature, field: SignatureField.signature.rawValue, expected: "a signature of the file digest",
        got: signature.signature.hex
      ).located(in: path)
    }
  }
}
