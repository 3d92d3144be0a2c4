internal import Common
package import Conversations
package import LanguageModels

/// What the agent knows of people, kept in the database of conversations.
package struct StoredMemory: UserMemoryStore {
  private let store: ConversationStore
  private let pool: WorkPool

  /// - Parameter pool: where the database is waited for.
  package init(store: ConversationStore, pool: WorkPool) {
    self.store = store
    self.pool = pool
  }

  package func memory(of user: String) async throws -> UserMemory {
    try await pool.run {
      UserMemory(facts: try store.facts(of: user), profile: UserProfile(json: try store.learntProfile(of: user)))
    }
  }

  package func setMemory(_ memory: UserMemory, of user: String) async throws {
    try await pool.run { try store.setMemory(facts: memory.facts, profile: memory.profile.json, of: user) }
  }
}

/// What models were used for, kept in the database of conversations.
package struct StoredUsage: UsageStore {
  private let store: ConversationStore
  private let pool: WorkPool

  /// - Parameter pool: where the database is waited for.
  package init(store: ConversationStore, pool: WorkPool) {
    self.store = store
    self.pool = pool
  }

  package func record(_ entry: UsageEntry) async throws {
    try await pool.run {
      try store.record(
        UsageRecord(
          day: "\(entry.day)", provider: entry.provider, model: entry.model, requests: entry.requests,
          failures: entry.failures, inputTokens: entry.usage.input, outputTokens: entry.usage.output, cost: entry.cost))
    }
  }

  package func entries(from first: CalendarDay, through last: CalendarDay) async throws -> [UsageEntry] {
    try await pool.run {
      try store.usage(from: "\(first)", to: "\(last)").compactMap { record in
        CalendarDay(record.day).map {
          UsageEntry(
            day: $0, provider: record.provider, model: record.model, requests: record.requests,
            failures: record.failures, usage: TokenUsage(input: record.inputTokens, output: record.outputTokens),
            cost: record.cost)
        }
      }
    }
  }
}

extension UserProfile {
  fileprivate var json: JSONValue {
    .object([
      "formal": .integer(formalMessages), "casual": .integer(casualMessages),
      "interests": .array(
        interests.map { .object(["subject": .string($0.subject), "count": .integer($0.count)]) }),
    ])
  }

  fileprivate init(json learnt: JSONValue?) {
    self.init(
      formalMessages: learnt?["formal"]?.integer ?? 0, casualMessages: learnt?["casual"]?.integer ?? 0,
      interests: (learnt?["interests"]?.array ?? []).compactMap { interest in
        interest["subject"]?.string.map { Interest(subject: $0, count: interest["count"]?.integer ?? 1) }
      })
  }
}
