package import LanguageModels
package import Retrieval

/// A message to answer, with what came before it.
package struct AgentRequest: Sendable {
  /// The user's and the assistant's messages so far, oldest first; the agent fits them into its token budget.
  package var history: [ChatMessage]
  package var message: String
  package var options: AgentOptions
  /// Whose facts and profile are remembered across sessions; `nil`: nothing is.
  package var user: String?
  /// Whose last interactions are kept in short-term memory; `nil`: none are.
  package var session: String?
  /// How the message feels, where the caller has judged that already.
  package var reading: SentimentReading?

  package init(
    _ message: String, history: [ChatMessage] = [], options: AgentOptions = AgentOptions(), user: String? = nil,
    session: String? = nil, reading: SentimentReading? = nil
  ) {
    self.message = message
    self.history = history
    self.options = options
    self.user = user
    self.session = session
    self.reading = reading
  }
}

/// What a request may choose for itself; `nil` leaves it to the configuration.
package struct AgentOptions: Sendable {
  /// A provider by name; the others are tried when it fails.
  package var provider: String?
  package var model: String?
  /// What the answer needs; decides the order of the providers.
  package var task: ModelTask?
  package var temperature: Double?
  /// Tokens that all models together may take and give for this message.
  package var tokenBudget: Int?
  package var timeLimit: Duration?
  /// The documents that the tools see.
  package var filter: DocumentFilter
  package var tone: Tone?

  package init(
    provider: String? = nil, model: String? = nil, task: ModelTask? = nil, temperature: Double? = nil,
    tokenBudget: Int? = nil, timeLimit: Duration? = nil, filter: DocumentFilter = DocumentFilter(), tone: Tone? = nil
  ) {
    self.provider = provider
    self.model = model
    self.task = task
    self.temperature = temperature
    self.tokenBudget = tokenBudget
    self.timeLimit = timeLimit
    self.filter = filter
    self.tone = tone
  }
}

/// How an answer speaks.
package enum Tone: String, CaseIterable, Sendable {
  case neutral
  case formal
  case casual
  /// For someone who is upset: short, calm, the way out first.
  case calm
}
