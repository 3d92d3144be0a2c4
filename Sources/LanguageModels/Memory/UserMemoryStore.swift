/// What the agent knows of a user across sessions.
package struct UserMemory: Equatable, Sendable {
  /// Short statements in the user's own words, oldest first: "I work in the Berlin office".
  package var facts: [String]
  package var profile: UserProfile

  package init(facts: [String] = [], profile: UserProfile = UserProfile()) {
    self.facts = facts
    self.profile = profile
  }
}

/// How a user speaks and what about; answers adapt to it.
package struct UserProfile: Equatable, Sendable {
  /// Messages seen that were written formally, and casually.
  package var formalMessages: Int
  package var casualMessages: Int
  /// How often the user's questions led to each subject, most often first; at most eight.
  package var interests: [Interest]

  package struct Interest: Equatable, Sendable {
    package var subject: String
    package var count: Int

    package init(subject: String, count: Int) {
      self.subject = subject
      self.count = count
    }
  }

  package init(formalMessages: Int = 0, casualMessages: Int = 0, interests: [Interest] = []) {
    self.formalMessages = formalMessages
    self.casualMessages = casualMessages
    self.interests = interests
  }
}

/// Keeps the memory of users.
package protocol UserMemoryStore: Sendable {
  /// What is known of `user`; empty for one that is new.
  func memory(of user: String) async throws -> UserMemory

  /// Replaces what is known of `user`.
  func setMemory(_ memory: UserMemory, of user: String) async throws
}

/// Keeps the memory of users as long as the process lives.
package actor TransientUserMemoryStore: UserMemoryStore {
  private var memories: [String: UserMemory] = [:]

  package init() {}

  package func memory(of user: String) -> UserMemory { memories[user] ?? UserMemory() }

  package func setMemory(_ memory: UserMemory, of user: String) { memories[user] = memory }
}
