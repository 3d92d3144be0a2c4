/// Which provider gets a request, how often it is tried and how long it rests after a failure.
package struct RoutingPolicy: Equatable, Sendable {
  /// The order of the providers for each task, by name; those that a list leaves out follow in the order of the configuration.
  package var reasoning: [String] = []
  package var creative: [String] = []
  package var factual: [String] = []
  package var general: [String] = []

  /// Times that one provider is asked before the next one is.
  package var attempts = 3
  /// Before the second attempt; each further wait is twice as long.
  package var backoff: Duration = .milliseconds(500)
  /// The longest wait for one provider; one that asks for more is passed over until then.
  package var longestWait: Duration = .seconds(20)
  /// How long a provider counts as healthy after it answered.
  package var healthInterval: Duration = .seconds(300)
  package var healthTimeout: Duration = .seconds(5)
  /// The rest after a failure that may pass by itself.
  package var pause: Duration = .seconds(60)
  /// The rest after a wrong key, which somebody must correct.
  package var authenticationPause: Duration = .seconds(300)
  /// The rest after a quota error that names no time.
  package var quotaPause: Duration = .seconds(3_600)

  package var prices = PriceTable()
  package var limits: [DailyLimit] = []

  package init() {}

  package func order(for task: ModelTask) -> [String] {
    switch task {
    case .reasoning: reasoning
    case .creative: creative
    case .factual: factual
    case .general: general
    }
  }

  /// How long a provider rests after `error`.
  package func pause(after error: ProviderError) -> Duration {
    let usual =
      switch error.kind {
      case .quota: quotaPause
      case .authentication: authenticationPause
      // The request was at fault, not the provider.
      case .refused: Duration.zero
      default: pause
      }
    return max(usual, error.retryAfter ?? .zero)
  }
}

/// How much of a provider may be used in one day.
package struct DailyLimit: Equatable, Sendable {
  package var provider: String
  /// In the currency of the price table.
  package var cost: Double?
  /// Tokens in and out.
  package var tokens: Int?
  /// The share of a limit from which it is warned, 0…1.
  package var warning: Double

  package init(provider: String, cost: Double? = nil, tokens: Int? = nil, warning: Double = 0.8) {
    self.provider = provider
    self.cost = cost
    self.tokens = tokens
    self.warning = warning
  }

  /// The share of the limit that is used, 0…; the larger of the two.
  package func share(cost used: Double, tokens usedTokens: Int) -> Double {
    let ofCost = cost.map { $0 > 0 ? used / $0 : .infinity } ?? 0
    let ofTokens = tokens.map { $0 > 0 ? Double(usedTokens) / Double($0) : .infinity } ?? 0
    return max(ofCost, ofTokens)
  }
}

/// What models cost.
package struct PriceTable: Equatable, Sendable {
  package struct Price: Equatable, Sendable {
    package var provider: String
    /// A model, or `*` for all of the provider's that are not named; a name also covers its dated versions.
    package var model: String
    /// For 1,000 tokens in, in the currency of the table.
    package var input: Double
    /// For 1,000 tokens out.
    package var output: Double

    package init(provider: String, model: String, input: Double, output: Double) {
      self.provider = provider
      self.model = model
      self.input = input
      self.output = output
    }
  }

  package var prices: [Price]
  /// As it is shown: `USD`.
  package var currency: String

  package init(_ prices: [Price] = [], currency: String = "USD") {
    self.prices = prices
    self.currency = currency
  }

  /// The price of a model: its own, that of the longest name it begins with, or the provider's `*`.
  package func price(provider: String, model: String) -> Price? {
    let own = prices.filter { $0.provider == provider }
    return own.filter { model == $0.model || model.hasPrefix($0.model + "-") }
      .max { $0.model.utf8.count < $1.model.utf8.count } ?? own.first { $0.model == "*" }
  }

  /// What a request costs; 0 without a price.
  package func cost(provider: String, model: String, usage: TokenUsage) -> Double {
    guard let price = price(provider: provider, model: model) else { return 0 }
    return (Double(usage.input) * price.input + Double(usage.output) * price.output) / 1_000
  }
}
