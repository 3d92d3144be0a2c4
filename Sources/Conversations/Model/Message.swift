package import Common

/// One message of a conversation.
package struct Message: Equatable, Sendable {
  package enum Role: String, CaseIterable, Sendable {
    case user
    case assistant
    case system
  }

  /// A UUID in lower case.
  package var id: String
  package var session: String
  /// From 0 in its session.
  package var position: Int
  package var role: Role
  package var content: String
  package var created: Timestamp
  /// An array of citations as the API gives them.
  package var citations: JSONValue = .array([])
  package var sentiment: MessageSentiment?
  /// How the answer was made; `nil` for a question.
  package var production: Production?
  package var feedback: Feedback?

  package init(
    id: String, session: String, position: Int, role: Role, content: String, created: Timestamp,
    citations: JSONValue = .array([]), sentiment: MessageSentiment? = nil, production: Production? = nil,
    feedback: Feedback? = nil
  ) {
    self.id = id
    self.session = session
    self.position = position
    self.role = role
    self.content = content
    self.created = created
    self.citations = citations
    self.sentiment = sentiment
    self.production = production
    self.feedback = feedback
  }
}

/// What a message sounds like.
package struct MessageSentiment: Equatable, Sendable {
  /// `positive`, `neutral` or `negative`.
  package var label: String
  /// −1…1.
  package var score: Double
  package var emotion: String?

  package init(label: String, score: Double, emotion: String? = nil) {
    self.label = label
    self.score = score
    self.emotion = emotion
  }
}

/// Who made an answer and what it cost.
package struct Production: Equatable, Sendable {
  package var provider: String
  package var model: String
  package var inputTokens: Int
  package var outputTokens: Int
  /// In the currency of the price table.
  package var cost: Double
  /// From the question to the last word.
  package var milliseconds: Double
  /// Whether the bundle answered.
  package var isAnswered: Bool

  package init(
    provider: String, model: String, inputTokens: Int = 0, outputTokens: Int = 0, cost: Double = 0,
    milliseconds: Double = 0, isAnswered: Bool = true
  ) {
    self.provider = provider
    self.model = model
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.cost = cost
    self.milliseconds = milliseconds
    self.isAnswered = isAnswered
  }
}

/// What a reader thought of an answer.
package struct Feedback: Equatable, Sendable {
  package enum Rating: Int, Sendable {
    case down = -1
    case up = 1
  }

  package var rating: Rating
  package var reason: String

  package init(rating: Rating, reason: String = "") {
    self.rating = rating
    self.reason = reason
  }
}
