/// A vector as int8 codes and one scale: number ≈ code · scale.
///
/// Symmetric: the largest magnitude becomes 127, and codes round to the nearest, ties to even. A vector of length 1 and
/// 384 dimensions keeps a cosine of about 0.9999 to itself.
package struct QuantizedVector: Hashable, Sendable {
  /// −127…127.
  package let codes: [Int8]
  package let scale: Float

  /// - Parameter vector: numbers; those that are not finite count as 0.
  package init(_ vector: some Collection<Float>) {
    var largest: Float = 0
    for value in vector where value.isFinite { largest = max(largest, value.magnitude) }
    let scale = largest / 127
    self.scale = scale
    codes = vector.map { value in
      guard value.isFinite, scale > 0 else { return 0 }
      return Int8(min(max((value / scale).rounded(.toNearestOrEven), -127), 127))
    }
  }

  package init(codes: [Int8], scale: Float) {
    self.codes = codes
    self.scale = scale
  }

  /// The numbers that the codes stand for.
  package var dequantized: [Float] { codes.map { Float($0) * scale } }
}
