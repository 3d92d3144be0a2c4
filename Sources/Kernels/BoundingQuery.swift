internal import CKernels

/// A query in whole numbers, which bounds the scores of rows from above at the speed of memory.
///
/// A search compares it with every row, and the query itself (`DotProduct`) only with rows whose bound is high enough: the
/// result is that of comparing it with all.
package struct BoundingQuery: Sendable {
  private let codes: [Int16]
  private let unit: Float
  /// What a row of scale 1 can differ by from its score at most.
  private let margin: Float

  /// - Parameter query: as `DotProduct.scores` takes it.
  /// - Returns: `nil` for queries that have no bounds: zeros, and numbers near the ends of what a `Float` holds.
  package init?(_ query: [Float]) {
    let stride = query.count
    guard !query.isEmpty, query.allSatisfy(\.isFinite) else { return nil }
    let largest = query.reduce(Float(0)) { max($0, $1.magnitude) }
    // So that no sum leaves 32 bits.
    let levels = min(Int(Int16.max), Int(Int32.max) / (128 * stride))
    guard largest > 1e-20, largest < 1e20, levels > 0 else { return nil }
    let unit = largest / Float(levels)
    var codes: [Int16] = []
    codes.reserveCapacity(stride)
    var rounding = 0.0
    var length = 0.0
    for element in query {
      let code = max(-Float(levels), min(Float(levels), (element / unit).rounded()))
      codes.append(Int16(code))
      let rest = Double(element) - Double(unit) * Double(code)
      rounding += rest * rest
      length += Double(element) * Double(element)
    }
    self.codes = codes
    self.unit = unit
    // The difference of two dot products is at most the product of lengths (Cauchy and Schwarz), and a row's length at most
    // 128 · √stride. Scores and bounds round some stride / 16 + 10 times, each by 2⁻²⁴ of what is summed; twice that is
    // allowed for.
    let operations = Double(stride / DotProduct.laneCount + 16) * 0x1p-23
    let limit = 128 * Double(stride).squareRoot()
    margin = Float(limit * (rounding.squareRoot() + operations * length.squareRoot())).nextUp
  }

  /// Writes to the first elements of `bounds` a number for every row that its score does not exceed.
  ///
  /// The score is at least the bound less `slack(scale:)`.
  ///
  /// - Parameters: as of `DotProduct.scores`.
  package func bounds(
    codes: RawSpan, scales: RawSpan, into bounds: inout [Float], instructionSet: InstructionSet = .best
  ) {
    let rows = scales.byteCount / MemoryLayout<Float>.size
    let stride = self.codes.count
    precondition(codes.byteCount == rows * stride, "one row of codes a scale")
    precondition(bounds.count >= rows, "one bound a row")
    precondition(instructionSet.isSupported, "this processor runs the instruction set")
    guard rows > 0 else { return }
    unsafe codes.withUnsafeBytes { codes in
      unsafe scales.withUnsafeBytes { scales in
        unsafe bounds.withUnsafeMutableBufferPointer { bounds in
          unsafe self.codes.withUnsafeBufferPointer { query in
            // All are non-empty, so none has a null base address.
            unsafe kb_bound_i16_i8(
              instructionSet.level, query.baseAddress!, unit, margin,
              codes.baseAddress!.assumingMemoryBound(to: Int8.self),
              scales.baseAddress!.assumingMemoryBound(to: Float.self), rows, stride, bounds.baseAddress!)
          }
        }
      }
    }
  }

  /// How far a row's score is below its bound at most.
  package func slack(scale: Float) -> Float { 2 * scale.magnitude * margin }
}
