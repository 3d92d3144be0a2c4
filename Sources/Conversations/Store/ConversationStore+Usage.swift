package import SQLite

/// What one model was asked on one day, or over a period.
package struct UsageRecord: Equatable, Sendable {
  /// `yyyy-mm-dd` in UTC; empty where days are added up.
  package var day: String
  package var provider: String
  package var model: String
  package var requests: Int
  package var failures: Int
  package var inputTokens: Int
  package var outputTokens: Int
  package var cost: Double

  package init(
    day: String, provider: String, model: String, requests: Int = 0, failures: Int = 0, inputTokens: Int = 0,
    outputTokens: Int = 0, cost: Double = 0
  ) {
    self.day = day
    self.provider = provider
    self.model = model
    self.requests = requests
    self.failures = failures
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.cost = cost
  }
}

extension ConversationStore {
  /// Adds to a day's count; replicas that share a database add to the same count.
  package func record(_ usage: UsageRecord) throws(DatabaseError) {
    try database.write { (connection) throws(DatabaseError) in
      try connection.run(
        """
        INSERT INTO usage (day, provider, model, requests, failures, input_tokens, output_tokens, cost)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (day, provider, model) DO UPDATE SET requests = usage.requests + excluded.requests,
          failures = usage.failures + excluded.failures, input_tokens = usage.input_tokens + excluded.input_tokens,
          output_tokens = usage.output_tokens + excluded.output_tokens, cost = usage.cost + excluded.cost
        """,
        [
          .text(usage.day), .text(usage.provider), .text(usage.model), .integer(usage.requests),
          .integer(usage.failures), .integer(usage.inputTokens), .integer(usage.outputTokens), .real(usage.cost),
        ])
    }
  }

  /// Usage by day, provider and model, from `first` to `last`, both included.
  package func usage(from first: String, to last: String) throws(DatabaseError) -> [UsageRecord] {
    try database.read { (connection) throws(DatabaseError) in
      try connection.run(
        """
        SELECT day, provider, model, requests, failures, input_tokens, output_tokens, cost FROM usage
        WHERE day >= ? AND day <= ? ORDER BY day, provider, model
        """, [.text(first), .text(last)]
      ).map {
        UsageRecord(
          day: $0.text(0), provider: $0.text(1), model: $0.text(2), requests: $0.integer(3), failures: $0.integer(4),
          inputTokens: $0.integer(5), outputTokens: $0.integer(6), cost: $0.real(7))
      }
    }
  }
}
