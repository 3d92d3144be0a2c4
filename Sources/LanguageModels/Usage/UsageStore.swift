/// What a provider's model did on one day.
package struct UsageEntry: Equatable, Sendable {
  package var day: CalendarDay
  package var provider: String
  package var model: String
  /// Answered ones.
  package var requests: Int
  /// Requests that failed, each time that they were made; one that broke off after its first word is among `requests` too.
  package var failures: Int
  package var usage: TokenUsage
  /// In the currency of the price table.
  package var cost: Double

  package init(
    day: CalendarDay, provider: String, model: String, requests: Int = 1, failures: Int = 0,
    usage: TokenUsage = TokenUsage(), cost: Double = 0
  ) {
    self.day = day
    self.provider = provider
    self.model = model
    self.requests = requests
    self.failures = failures
    self.usage = usage
    self.cost = cost
  }
}

/// Keeps what models were used for and what it cost.
package protocol UsageStore: Sendable {
  /// Adds requests to their day.
  func record(_ entry: UsageEntry) async throws

  /// The sums of each day, provider and model, in this order.
  func entries(from first: CalendarDay, through last: CalendarDay) async throws -> [UsageEntry]
}

extension [UsageEntry] {
  /// One entry a day, provider and model, sorted by them.
  package func summed() -> [UsageEntry] {
    let sorted = sorted { ($0.day, $0.provider, $0.model) < ($1.day, $1.provider, $1.model) }
    var sums: [UsageEntry] = []
    for entry in sorted {
      if let last = sums.last, (last.day, last.provider, last.model) == (entry.day, entry.provider, entry.model) {
        sums[sums.count - 1].requests += entry.requests
        sums[sums.count - 1].failures += entry.failures
        sums[sums.count - 1].usage = last.usage + entry.usage
        sums[sums.count - 1].cost += entry.cost
      } else {
        sums.append(entry)
      }
    }
    return sums
  }
}

/// Keeps usage as long as the process lives.
package actor MemoryUsageStore: UsageStore {
  private var entries: [UsageEntry] = []

  package init() {}

  package func record(_ entry: UsageEntry) {
    entries.append(entry)
    if entries.count.isMultiple(of: 256) { entries = entries.summed() }
  }

  package func entries(from first: CalendarDay, through last: CalendarDay) -> [UsageEntry] {
    entries.filter { first <= $0.day && $0.day <= last }.summed()
  }
}
