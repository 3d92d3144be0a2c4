internal import Agent
package import ArgumentParser
internal import BundleFormat
internal import ChatServer
internal import Common
internal import Conversations
internal import LanguageModels
internal import Retrieval
internal import Storage
internal import Terminal

/// `kbq chat`: a conversation about a bundle.
package struct ChatCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "chat", abstract: "Talk about a bundle; answers cite their passages.",
    discussion: """
      Without a provider the answers are quotations, made on this machine, and nothing leaves it. With store.url the \
      conversation, usage and what you say of yourself are kept; without it nothing is. Over a pipe every line of standard \
      input is a message. /help lists what can be said besides.
      """)

  @Argument(help: "The bundle.")
  var bundle: String

  @OptionGroup var search: SearchSettings

  @OptionGroup var models: ModelOptions

  @Option(help: ArgumentHelp("Where conversations, usage and memory are kept; store.url.", valueName: "file or URL"))
  var store: String?

  @Option(
    help: ArgumentHelp("Go on with a kept conversation: its id, the beginning of it, or last.", valueName: "id"))
  var session: String?

  @OptionGroup var configuration: ConfigurationOptions

  @Option(help: ArgumentHelp("How answers speak: neutral, formal, casual or calm.", valueName: "tone"))
  var tone: String?

  @Flag(name: .customLong("json"), help: "Print each answer as a line of JSON.")
  var isJSON = false

  package init() {}

  package func validate() throws {
    if let tone, Tone(rawValue: tone) == nil {
      throw ValidationError("--tone is one of \(Tone.allCases.map(\.rawValue).joined(separator: ", "))")
    }
  }

  package func run() throws {
    var settings = try configuration.load(store.map { ["store.url=\($0)"] } ?? [])
    try models.apply(to: &settings.models)
    let store = try openStore(settings.server.store)
    if session != nil, store == nil { throw ValidationError("--session needs --store or store.url") }
    var notices: [String] = []
    let agents = try AgentMaker(settings, file: configuration.file ?? "--provider", store: store) {
      notices.append($0)
    }
    let signals = EndingSignals(takesInterrupts: !StandardStream.output.isTerminal) { agents.close() }
    defer {
      agents.close()
      signals.cancel()
    }
    for notice in notices { try StandardStream.errors.write("note: \(notice.printable)\n") }
    let engine = try search.engine(bundle)
    let name = try engine.bundles[0].record.name
    let options = AgentOptions(
      provider: models.preferred, model: models.languageModel, filter: search.options(limit: 1).filter,
      tone: tone.flatMap(Tone.init(rawValue:)))
    var conversation = ChatConversation(
      runtime: agents.agent(engine), router: agents.router, bundle: name, options: options,
      memory: store == nil ? nil : (ConversationStore.localOwner, agents.memory),
      kept: store.map(KeptConversation.init(store:)), sentiment: BundleSentiment(engine: engine), isJSON: isJSON)
    if let session, let problem = try conversation.resume(session) { throw ValidationError(problem) }
    guard try conversation.run() else { throw ExitCode(ExitStatus.service.rawValue) }
  }
}
