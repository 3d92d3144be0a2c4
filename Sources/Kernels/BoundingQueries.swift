internal import CKernels

/// Queries in whole numbers, which bound the scores of rows from above at the speed of memory.
///
/// A search compares them with every row, and a query itself (`DotProduct`) only with rows whose bound is high enough: the
/// result is that of comparing it with all. Several queries share one pass over the rows.
package struct BoundingQueries: Sendable {
  private let stride: Int
  private var codes: [Int16] = []
  private var units: [Float] = []
  /// What a row of scale 1 can differ by from its score at most.
  private var margins: [Float] = []

  /// - Parameter stride: elements of every query, as `DotProduct` counts them.
  package init(stride: Int) { self.stride = stride }

  package var count: Int { units.count }

  /// Adds a query, which then has the number `count` − 1.
  ///
  /// - Parameter query: as `DotProduct.scores` takes it.
  /// - Returns: false for a query that has no bounds and is not added: zeros, and numbers near the ends of what a `Float`
  ///   holds.
  package mutating func append(_ query: [Float]) -> Bool {
    precondition(query.count == stride, "one stride")
    guard !query.isEmpty, query.allSatisfy(\.isFinite) else { return false }
    let largest = query.reduce(Float(0)) { max($0, $1.magnitude) }
    // So that no sum leaves 32 bits.
    let levels = min(Int(Int16.max), Int(Int32.max) / (128 * stride))
    guard largest > 1e-20, largest < 1e20, levels > 0 else { return false }
    let unit = largest / Float(levels)
    codes.reserveCapacity(codes.count + stride)
    var rounding = 0.0
    var length = 0.0
    for element in query {
      let code = max(-Float(levels), min(Float(levels), (element / unit).rounded()))
      codes.append(Int16(code))
      let rest = Double(element) - Double(unit) * Double(code)
      rounding += rest * rest
      length += Double(element) * Double(element)
    }
    units.append(unit)
    // The difference of two dot products is at most the product of lengths (Cauchy and Schwarz), and a row's length at most
    // 128 · √stride. Scores and bounds round some stride / 16 + 10 times, each by 2⁻²⁴ of what is summed; twice that is
    // allowed for.
    let operations = Double(stride / DotProduct.laneCount + 16) * 0x1p-23
    let limit = 128 * Double(stride).squareRoot()
    margins.append(Float(limit * (rounding.squareRoot() + operations * length.squareRoot())).nextUp)
    return true
  }

  /// Writes to the first elements of `bounds`, for every query in order, a number for every row that its score does not
  /// exceed.
  ///
  /// The score is at least the bound less `slack(of:scale:)`.
  ///
  /// - Parameters:
  ///   - codes: as of `DotProduct.scores`, and so are the scales.
  ///   - bounds: at least `[queries × rows]` Float.
  package func bounds(
    codes: RawSpan, scales: RawSpan, into bounds: inout [Float], instructionSet: InstructionSet = .best
  ) {
    let rows = scales.byteCount / MemoryLayout<Float>.size
    precondition(codes.byteCount == rows * stride, "one row of codes a scale")
    precondition(bounds.count >= count * rows, "one bound a query and row")
    precondition(instructionSet.isSupported, "this processor runs the instruction set")
    guard rows > 0, count > 0 else { return }
    unsafe codes.withUnsafeBytes { codes in
      unsafe scales.withUnsafeBytes { scales in
        unsafe bounds.withUnsafeMutableBufferPointer { bounds in
          // All are non-empty, so none has a null base address.
          unsafe kb_bound_i16_i8(
            instructionSet.level, self.codes, units, margins, count,
            codes.baseAddress!.assumingMemoryBound(to: Int8.self),
            scales.baseAddress!.assumingMemoryBound(to: Float.self), rows, stride, bounds.baseAddress!)
        }
      }
    }
  }

  /// How far a row's score for a query is below its bound at most.
  package func slack(of query: Int, scale: Float) -> Float { 2 * scale.magnitude * margins[query] }
}
