internal import Agent
internal import ArgumentParser
internal import Common
internal import LanguageModels
internal import Storage

/// The options that say who answers.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Who answers first: openai, anthropic, gemini, huggingface or text-generation, with the key in the environment.",
      valueName: "name"))
  var provider: String?

  @Option(name: .customLong("language-model"), help: ArgumentHelp("A model of that provider.", valueName: "name"))
  var languageModel: String?

  @Option(
    name: .customLong("base-url"),
    help: ArgumentHelp("Where that provider is, for servers of your own: http://127.0.0.1:8080/v1.", valueName: "url"))
  var baseURL: String?

  @Option(help: ArgumentHelp("How its models ask for tools: native, text or none.", valueName: "style"))
  var tools: String?

  init() {}

  func validate() throws {
    if let tools, ToolStyle(rawValue: tools) == nil {
      throw ValidationError("--tools is one of \(ToolStyle.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if baseURL != nil || tools != nil, provider == nil {
      throw ValidationError("--base-url and --tools need --provider")
    }
    if let baseURL, !baseURL.hasPrefix("http://"), !baseURL.hasPrefix("https://") {
      throw ValidationError("--base-url begins with http:// or https://")
    }
  }

  /// The router, with the offline provider last, and how the agent works.
  func made() throws -> (ModelRouter, AgentConfiguration) {
    var settings = ModelSettings()
    if let provider, provider != OfflineModel.name {
      guard let kind = ProviderSettings.Kind(rawValue: provider) else {
        let kinds = ProviderSettings.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("there is no provider '\(provider)'; use \(kinds) or offline")
      }
      var own = ProviderSettings()
      own.name = provider
      own.kind = kind
      own.model = languageModel ?? ""
      own.baseURL = baseURL
      own.tools = tools.flatMap(ToolStyle.init(rawValue:))
      settings.providers = [own]
    }
    let (providers, diagnostics) = settings.made(file: "--provider", environment: environmentVariable)
    if diagnostics.hasErrors { throw DiagnosticsError(diagnostics) }
    let all = providers + [OfflineModel()]
    return (ModelRouter(providers: all, policy: settings.policy), AgentConfiguration())
  }
}
