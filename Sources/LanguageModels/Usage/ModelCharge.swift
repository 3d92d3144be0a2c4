/// The tokens and the cost of one answer of a model.
package struct ModelCharge: Equatable, Sendable {
  package var provider: String
  package var model: String
  package var usage: TokenUsage
  /// In the currency of the price table.
  package var cost: Double

  package init(provider: String, model: String, usage: TokenUsage, cost: Double) {
    self.provider = provider
    self.model = model
    self.usage = usage
    self.cost = cost
  }
}
