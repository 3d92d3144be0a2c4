internal import Agent
package import ArgumentParser
internal import ChatServer
internal import Common
internal import Evaluation
internal import LanguageModels
internal import Retrieval
internal import Storage
internal import Terminal

/// `kbq ask`: an answer in the bundle's own sentences, with citations; a language model words it only where one is named.
package struct AskCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "ask", abstract: "Answer a question with quotations from a bundle.",
    discussion: """
      A bundle that does not answer says so; --json tells how close it came. With --provider a language model answers from \
      the bundle, as in chat; without it nothing leaves this machine.
      """)

  @Argument(help: "The bundle.")
  var bundle: String

  @Argument(help: "The question.")
  var question: String?

  @OptionGroup var settings: SearchSettings

  @Option(help: ArgumentHelp("Sentences quoted at most; 3 by default.", valueName: "count"))
  var quotations: Int?

  @Option(
    name: .customLong("confidence"),
    help: ArgumentHelp("The confidence from which the bundle answers, 0 to 1.", valueName: "share"))
  var confidence: Double?

  @Option(help: ArgumentHelp("Questions as JSON Lines with _id and text; answers are JSON Lines.", valueName: "file"))
  var queries: String?

  @OptionGroup var models: ModelOptions

  @OptionGroup var configuration: ConfigurationOptions

  @OptionGroup var output: OutputOptions

  package init() {}

  package func validate() throws {
    guard (question == nil) != (queries == nil) else { throw ValidationError("give either a question or --queries") }
    guard (1...20).contains(quotations ?? 3) else { throw ValidationError("--quotations is between 1 and 20") }
    if let confidence, !(0...1).contains(confidence) { throw ValidationError("--confidence is between 0 and 1") }
    if models.provider == nil {
      if configuration.config != nil || !configuration.assignments.isEmpty {
        throw ValidationError("--config and --set need --provider; auto follows the configuration")
      }
    } else if quotations != nil || confidence != nil {
      throw ValidationError("--quotations and --confidence are for answers without --provider")
    }
  }

  package func run() throws {
    if models.provider == nil { try quote() } else { try askModel() }
  }

  /// Answers in the bundle's own sentences.
  private func quote() throws {
    var options = AnswerOptions(search: settings.options(limit: 6), quotations: quotations ?? 3)
    if let confidence { options.answerability.threshold = confidence }
    let engine = try settings.engine(bundle)
    let answerer = Answerer(engine, options)
    if let question {
      let answer = try answerer.answer(question)
      if output.isJSON {
        try StandardStream.output.write(answer.json)
      } else {
        let lines = try renderedAnswer(answer, style: TextStyle(for: .output), width: lineWidth) { hit in
          try engine.snippet(of: hit, query: question)
        }
        try StandardStream.output.show(lines)
      }
    }
    try forEachQuery { query in try answerer.answer(query.text).json }
  }

  /// Has a language model answer, with the tools of the agent.
  private func askModel() throws {
    let engine = try settings.engine(bundle)
    var configuration = try configuration.load()
    try models.apply(to: &configuration.models)
    var notices: [String] = []
    let agents = try AgentMaker(
      configuration, file: self.configuration.file ?? "--provider", store: try openStore(configuration.server.store)
    ) { notices.append($0) }
    let signals = EndingSignals(takesInterrupts: true) { agents.close() }
    defer {
      agents.close()
      signals.cancel()
    }
    for notice in notices { try StandardStream.errors.write("note: \(notice.printable)\n") }
    let runtime = agents.agent(engine)
    let options = AgentOptions(
      provider: models.preferred, model: models.languageModel, filter: settings.options(limit: 1).filter)
    var hasFailed = false
    if let question {
      let style = TextStyle(for: .output)
      let screen = ChatScreen(isLive: false, isSilent: output.isJSON, width: lineWidth, style: style)
      let events = runtime.events(for: AgentRequest(question, options: options))
      guard let reply = try blocking({ try await screen.show(events) }) else { return }
      hasFailed = reply.outcome == .failed
      if output.isJSON {
        try StandardStream.output.write(reply.json)
      } else {
        let notes = renderedFootnotes(reply, style: style, width: lineWidth)
        try StandardStream.output.show(notes.isEmpty ? [] : [""] + notes)
      }
    }
    try forEachQuery { query in
      let reply = blocking { await runtime.reply(to: AgentRequest(query.text, options: options)) }
      if reply.outcome == .failed { hasFailed = true }
      return reply.json
    }
    if hasFailed { throw ExitCode(ExitStatus.service.rawValue) }
  }

  /// Writes a line of JSON for each question of the file, where there is one.
  private func forEachQuery(_ answer: (EvaluationQuery) throws -> JSONValue) throws {
    guard let queries else { return }
    for query in try EvaluationQuery.reading(jsonLines: readFile(queries), file: queries) {
      let members = try answer(query).members ?? []
      let line = JSONValue.object([.init("_id", .string(query.id))] + members)
      try StandardStream.output.write(line.serialized() + [UInt8(ascii: "\n")])
    }
  }
}
