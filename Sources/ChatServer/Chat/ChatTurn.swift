internal import Agent
internal import Common
internal import Conversations
internal import LanguageModels
internal import Retrieval

/// A message that was sent to the chat, checked and ready to be answered.
struct ChatTurn: Sendable {
  var message: String
  /// `nil`: the message stands alone and nothing of it is kept.
  var session: String?
  /// What was said before, oldest first.
  var history: [ChatMessage]
  var options: AgentOptions
  /// Whose facts and profile count.
  var user: String?
  var owner: String
  /// The id of the request, for the log.
  var request: String

  /// Whether the answer depends on nothing but the message, the bundles and the settings.
  var isCacheable: Bool { history.isEmpty && user == nil && options.temperature == nil }

  /// What an answer is cached under.
  func cacheKey(bundles digest: String) -> String {
    let filter = options.filter
    let settings: JSONValue = .object([
      "bundles": .string(digest), "message": .string(message),
      "provider": options.provider.map(JSONValue.string) ?? .null,
      "model": options.model.map(JSONValue.string) ?? .null, "task": options.task.map { .string("\($0)") } ?? .null,
      "tone": options.tone.map { .string($0.rawValue) } ?? .null,
      "conditions": .array(filter.conditions.map { [.string($0.key), .string($0.value)] }),
      "tags": .array(filter.tags.map(JSONValue.string)),
    ])
    return Digest(hashing: settings.serialized()).hex
  }
}

/// What a client is told while its message is answered.
enum ChatEvent: Sendable {
  /// The session and the message that were made for the question.
  case session(id: String, message: String)
  case agent(AgentEvent)
  /// The answer as it is kept.
  case done(Message, Reply)
  case failed(APIError)
}
