package import Common
package import Kernels
internal import Storage

/// The first 256 bytes of a packed model. All numbers are little-endian.
///
/// | offset | size | meaning |
/// |---|---|---|
/// | 0 | 8 | mark, `ALMMODEL` |
/// | 8 | 4 | version of the layout, 2 |
/// | 12 | 4 | zero |
/// | 16 | 32 | SHA-256 of all bytes from offset 48 to the end of the file |
/// | 48 | 4 | width |
/// | 52 | 4 | heads |
/// | 56 | 4 | numbers between the linear layers of a block |
/// | 60 | 4 | layers |
/// | 64 | 4 | word vectors |
/// | 68 | 4 | positions |
/// | 72 | 4 | activation: 0 GELU (erf), 1 GELU (tanh), 2 ReLU |
/// | 76 | 4 | pooling: 0 mean, 1 CLS |
/// | 80 | 4 | 1 when vectors are normalised |
/// | 84 | 4 | ε of layer normalisation, Float |
/// | 88 | 4 | longest text in tokens by default |
/// | 92 | 4 | zero |
/// | 96 | 8 | bytes of the tokenizer's table, which begins at 256 |
/// | 104 | 8 | offset of the weights, a multiple of 64 |
/// | 112 | 8 | bytes of the weights, which end the file and lie as `EncoderLayout` says |
/// | 120 | 136 | zero |
package struct PackedModelHeader: Hashable, Sendable {
  static let mark: UInt64 = 0x4C45_444F_4D4D_4C41
  static let version: UInt32 = 2
  package static let size = 256
  /// Where the digest is, and where what it covers begins.
  static let digestRange = 16..<48

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
    let mark = file.load(at: 0, as: UInt64.self)
    guard mark == Self.mark else { throw .foreign(expected: Self.mark, got: mark) }
    guard Self.field(8, file) == Self.version else {
      throw .otherVersion(expected: Self.version, got: Self.field(8, file))
    }
    guard Self.field(12, file) == 0 else { throw .invalidField(name: "reserved", got: UInt64(Self.field(12, file))) }
    guard let digest = Digest(bytes: file.array(Self.digestRange)) else {
      throw .truncated(expected: Self.size, got: file.count)
    }
    self.digest = digest
    guard let activation = EncoderShape.Activation(rawValue: Self.field(72, file)) else {
      throw .invalidField(name: "activation", got: UInt64(Self.field(72, file)))
    }
    guard let pooling = EncoderShape.Pooling(rawValue: Self.field(76, file)) else {
      throw .invalidField(name: "pooling", got: UInt64(Self.field(76, file)))
    }
    let shape = EncoderShape(
      width: Int(Self.field(48, file)), heads: Int(Self.field(52, file)), intermediate: Int(Self.field(56, file)),
      layers: Int(Self.field(60, file)),
      vocabulary: Int(Self.field(64, file)), positions: Int(Self.field(68, file)), activation: activation,
      pooling: pooling,
      normalizes: Self.field(80, file) == 1, epsilon: Float(bitPattern: Self.field(84, file)))
    if let violation = shape.violation {
      throw .invalidField(name: violation.name, got: UInt64(violation.value))
    }
    self.shape = shape
    maxTokens = Int(Self.field(88, file))
    guard maxTokens >= 3, maxTokens <= shape.positions else {
      throw .invalidField(name: "maxTokens", got: UInt64(maxTokens))
    }
    let tokenizerCount = file.load(at: 96, as: UInt64.self)
    guard tokenizerCount <= UInt64(file.count - Self.size) else {
      throw .invalidField(name: "tokenizer length", got: tokenizerCount)
    }
    tokenizer = Self.size..<(Self.size + Int(tokenizerCount))
    let start = Self.aligned(tokenizer.upperBound)
    let count = EncoderLayout(shape: shape).byteCount
    guard file.load(at: 104, as: UInt64.self) == UInt64(start) else {
      throw .invalidField(name: "weights offset", got: file.load(at: 104, as: UInt64.self))
    }
    guard file.load(at: 112, as: UInt64.self) == UInt64(count) else {
      throw .invalidField(name: "weights length", got: file.load(at: 112, as: UInt64.self))
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

  private static func field(_ offset: Int, _ file: MappedBytes) -> UInt32 { file.load(at: offset) }

  private static func aligned(_ offset: Int) -> Int { (offset + 63) / 64 * 64 }
}
