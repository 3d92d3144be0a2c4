/// What BM25 is told: how soon repetitions stop counting, how much length matters, how much each field counts.
package struct BM25Parameters: Hashable, Sendable {
  /// How soon repetitions of a term stop counting, 0…
  package var k1: Float
  /// How much long chunks are held back, 0…1.
  package var b: Float
  package var weights: FieldWeights

  package init(k1: Float = 0.9, b: Float = 0.4, weights: FieldWeights = .init()) {
    self.k1 = max(0, k1)
    self.b = min(1, max(0, b))
    self.weights = weights
  }
}

/// How much an occurrence in each field counts, in sixteenths: exact numbers, so that nothing depends on rounding.
package struct FieldWeights: Hashable, Sendable {
  /// In sixteenths, 0…`maximum`.
  package let title: UInt32
  package let headings: UInt32
  package let body: UInt32

  /// 64 times a plain occurrence.
  package static let maximum: UInt32 = 1024

  /// Rounds to the nearest sixteenth and cuts at 0 and 64.
  package init(title: Double = 2, headings: Double = 1.5, body: Double = 1) {
    self.init(
      sixteenths: Self.sixteenths(title), headings: Self.sixteenths(headings), body: Self.sixteenths(body))
  }

  init(sixteenths title: UInt32, headings: UInt32, body: UInt32) {
    self.title = title
    self.headings = headings
    self.body = body
  }

  private static func sixteenths(_ weight: Double) -> UInt32 {
    UInt32(min(Double(maximum), max(0, (weight * 16).rounded(.toNearestOrEven))))
  }

  /// The greatest common divisor of the weights, at least 1: what one unit of a stored frequency or length is.
  var unit: UInt32 {
    func divisor(_ left: UInt32, _ right: UInt32) -> UInt32 { right == 0 ? left : divisor(right, left % right) }
    return max(1, divisor(divisor(title, headings), body))
  }

  /// The weight of each field in units.
  var inUnits: (title: UInt32, headings: UInt32, body: UInt32) { (title / unit, headings / unit, body / unit) }
}
