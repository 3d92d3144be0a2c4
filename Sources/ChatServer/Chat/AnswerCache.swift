internal import Common
internal import Conversations
internal import LanguageModels
internal import Synchronization

/// Answers that were given to the same question over the same bundles with the same settings.
///
/// The last ones are in memory. Servers that share a database share them there too.
final class AnswerCache: Sendable {
  private struct Entry {
    var reply: Reply
    var expires: ContinuousClock.Instant
    /// When it was last used, by count.
    var use: Int
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var uses = 0
  }

  private let settings: CacheSettings
  private let shared: ConversationStore?
  private let pool: WorkPool
  private let state = Mutex(State())

  init(settings: CacheSettings, shared: ConversationStore?, pool: WorkPool) {
    self.settings = settings
    self.shared = shared
    self.pool = pool
  }

  func reply(_ key: String) async throws -> Reply? {
    guard settings.entries > 0 else { return nil }
    let moment = ContinuousClock.now
    let known = state.withLock { state -> Reply? in
      guard let entry = state.entries[key] else { return nil }
      guard entry.expires > moment else {
        state.entries[key] = nil
        return nil
      }
      state.uses += 1
      state.entries[key]?.use = state.uses
      return entry.reply
    }
    if let known { return known }
    guard let shared else { return nil }
    return try await pool.run { try shared.cachedAnswer(key).flatMap(Reply.init(cached:)) }
  }

  func keep(_ reply: Reply, _ key: String) async throws {
    guard settings.entries > 0 else { return }
    let expires = ContinuousClock.now + settings.lifetime
    state.withLock { state in
      if state.entries.count >= settings.entries, state.entries[key] == nil {
        // A tenth goes at once, the least recently used first, so that this is rare.
        let uses = state.entries.values.map(\.use).sorted()
        let bound = uses[uses.count / 10]
        state.entries = state.entries.filter { $0.value.use > bound }
      }
      state.uses += 1
      state.entries[key] = Entry(reply: reply, expires: expires, use: state.uses)
    }
    guard let shared else { return }
    let lifetime = settings.lifetime
    try await pool.run { try shared.cacheAnswer(reply.cached, key: key, for: lifetime) }
  }
}

extension Reply {
  /// What is kept of an answer: enough to give it again.
  fileprivate var cached: JSONValue {
    .object([
      "text": .string(text), "citations": .array(citations.map(\.json)), "outcome": .string(outcome.rawValue),
      "provider": .string(provider), "model": .string(model),
      "confidence": confidence.map(JSONValue.number) ?? .null,
    ])
  }

  fileprivate init?(cached value: JSONValue) {
    guard let text = value["text"]?.string, let outcome = value["outcome"]?.string.flatMap(Outcome.init),
      let provider = value["provider"]?.string, let model = value["model"]?.string
    else { return nil }
    self.init(
      text: text, citations: (value["citations"]?.array ?? []).compactMap(Citation.init(json:)), outcome: outcome,
      provider: provider, model: model, confidence: value["confidence"]?.number)
  }
}
