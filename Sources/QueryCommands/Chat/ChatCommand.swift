internal import Agent
package import ArgumentParser
internal import BundleFormat
internal import Common
internal import LanguageModels
internal import Retrieval
internal import Storage
internal import Terminal

/// `kbq chat`: a conversation about a bundle.
package struct ChatCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "chat", abstract: "Talk about a bundle; answers cite their passages.",
    discussion: """
      Without a provider the answers are quotations, made on this machine, and nothing leaves it. Over a pipe every line of \
      standard input is a message. /help lists what can be said besides.
      """)

  @Argument(help: "The bundle.")
  var bundle: String

  @OptionGroup var search: SearchSettings

  @OptionGroup var models: ModelOptions

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
    let engine = try search.engine(bundle)
    let name = try engine.bundles[0].record.name
    let (router, configuration) = try models.made()
    let runtime = AgentRuntime(engine: engine, router: router, configuration: configuration)
    let options = AgentOptions(
      provider: models.provider, model: models.languageModel, filter: search.options(limit: 1).filter,
      tone: tone.flatMap(Tone.init(rawValue:)))
    var conversation = ChatConversation(
      runtime: runtime, router: router, bundle: name, options: options, user: nil, isJSON: isJSON)
    guard try conversation.run() else { throw ExitCode(ExitStatus.service.rawValue) }
  }
}
