internal import BundleFormat
package import Common
package import Kernels
internal import Storage

/// The first 256 bytes of a packed model. All numbers are little-endian.
///
/// `ModelField` has the fields in their order; FORMAT.md says what they mean.
package struct PackedModelHeader: Hashable, Sendable {
  static let mark: UInt64 = 0x4C45_444F_4D4D_4C41
  static let version: UInt32 = 2
  package static let size = ModelField.length
  /// Where the digest is, and where what it covers begins.
  static let digestRange = ModelField.digest.offset..<ModelField.width.offset

  package let digest: Digest
  package let shape: EncoderShape
  package let maxTokens: Int
  package let tokenizer: Range<Int>
  package let weights: Range<Int>

  /// Reads and checks a header: afterwards both parts are known to lie within the file.
  ///
  /// - Complexity: O(layers).
  init(_ file: MappedBytes) throws(EncoderModelError) {
    guard file.count >= Self.size else { throw .truncated(expected: Self.size, got: file.count) }
    let mark = Self.longField(.mark, file)
    guard mark == Self.mark else { throw .foreign(expected: Self.mark, got: mark) }
    guard Self.field(.version, file) == Self.version else {
      throw .otherVersion(expected: Self.version, got: Self.field(.version, file))
    }
    guard Self.field(.reserved, file) == 0 else {
      throw .invalidField(name: "reserved", got: UInt64(Self.field(.reserved, file)))
    }
    guard let digest = Digest(bytes: file.array(Self.digestRange)) else {
      throw .truncated(expected: Self.size, got: file.count)
    }
    self.digest = digest
    guard let activation = EncoderShape.Activation(rawValue: Self.field(.activation, file)) else {
      throw .invalidField(name: "activation", got: UInt64(Self.field(.activation, file)))
    }
    guard let pooling = EncoderShape.Pooling(rawValue: Self.field(.pooling, file)) else {
      throw .invalidField(name: "pooling", got: UInt64(Self.field(.pooling, file)))
    }
    let shape = EncoderShape(
      width: Int(Self.field(.width, file)), heads: Int(Self.field(.heads, file)),
      intermediate: Int(Self.field(.intermediate, file)),
      layers: Int(Self.field(.layers, file)),
      vocabulary: Int(Self.field(.vocabulary, file)), positions: Int(Self.field(.positions, file)),
      activation: activation,
      pooling: pooling,
      normalizes: Self.field(.normalizes, file) == 1, epsilon: Float(bitPattern: Self.field(.epsilon, file)))
    if let violation = shape.violation {
      throw .invalidField(name: violation.name, got: UInt64(violation.value))
    }
    self.shape = shape
    maxTokens = Int(Self.field(.maxTokens, file))
    guard maxTokens >= 3, maxTokens <= shape.positions else {
      throw .invalidField(name: "maxTokens", got: UInt64(maxTokens))
    }
    let tokenizerCount = Self.longField(.tokenizerLength, file)
    guard tokenizerCount <= UInt64(file.count - Self.size) else {
      throw .invalidField(name: "tokenizer length", got: tokenizerCount)
    }
    tokenizer = Self.size..<(Self.size + Int(tokenizerCount))
    let start = Self.aligned(tokenizer.upperBound)
    let count = EncoderLayout(shape: shape).byteCount
    guard Self.longField(.weightsOffset, file) == UInt64(start) else {
      throw .invalidField(name: "weights offset", got: Self.longField(.weightsOffset, file))
    }
    guard Self.longField(.weightsLength, file) == UInt64(count) else {
      throw .invalidField(name: "weights length", got: Self.longField(.weightsLength, file))
    }
    guard file.count == start + count else {
      throw .inconsistent(part: "length of the file", expected: start + count, got: file.count)
    }
    weights = start..<(start + count)
  }

  /// The whole file.
  static func file(shape: EncoderShape, maxTokens: Int, tokenizer: [UInt8], weights: [UInt8]) -> [UInt8] {
    var body = ByteWriter()
    for value in [
      shape.width, shape.heads, shape.intermediate, shape.layers, shape.vocabulary, shape.positions,
      Int(shape.activation.rawValue), Int(shape.pooling.rawValue), shape.normalizes ? 1 : 0,
    ] { body.append(UInt32(value)) }
    body.append(shape.epsilon)
    body.append(UInt32(maxTokens))
    body.append(UInt32(0))
    body.append(UInt64(tokenizer.count))
    body.append(UInt64(aligned(size + tokenizer.count)))
    body.append(UInt64(weights.count))
    body.append(contentsOf: [UInt8](repeating: 0, count: size - digestRange.upperBound - body.count))
    body.append(contentsOf: tokenizer)
    let padding = aligned(size + tokenizer.count) - size - tokenizer.count
    body.append(contentsOf: [UInt8](repeating: 0, count: padding))
    body.append(contentsOf: weights)
    var head = ByteWriter()
    head.append(mark)
    head.append(version)
    head.append(UInt32(0))
    head.append(contentsOf: Digest(hashing: body.bytes).bytes)
    return head.bytes + body.bytes
  }

  /// The number in a field of four bytes.
  private static func field(_ field: ModelField, _ file: MappedBytes) -> UInt32 { file.load(at: field.offset) }

  /// The number in a field of eight bytes.
  private static func longField(_ field: ModelField, _ file: MappedBytes) -> UInt64 { file.load(at: field.offset) }

  private static func aligned(_ offset: Int) -> Int { (offset + 63) / 64 * 64 }
}
