/// What a request took and gave, in the model's own tokens.
package struct TokenUsage: Equatable, Sendable {
  package var input: Int
  package var output: Int
  /// Whether the numbers are estimates (four bytes a token) because the provider gave none.
  package var isEstimated: Bool

  package init(input: Int = 0, output: Int = 0, isEstimated: Bool = false) {
    self.input = input
    self.output = output
    self.isEstimated = isEstimated
  }

  package var total: Int { input + output }

  package static func + (left: Self, right: Self) -> Self {
    Self(
      input: left.input + right.input, output: left.output + right.output,
      isEstimated: left.isEstimated || right.isEstimated)
  }
}
