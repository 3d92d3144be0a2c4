internal import Agent
internal import ArgumentParser
internal import Common
internal import LanguageModels

/// The options that say who answers.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Who answers first: a provider of the configuration, or openai, anthropic, gemini, huggingface or "
        + "text-generation with the key in the environment, or offline, or auto for the configuration's order.",
      valueName: "name"))
  var provider: String?

  @Option(name: .customLong("language-model"), help: ArgumentHelp("A model of that provider.", valueName: "name"))
  var languageModel: String?

  @Option(
    name: .customLong("base-url"),
    help: ArgumentHelp("Where that provider is, for servers of your own: http://127.0.0.1:8080/v1.", valueName: "url"))
  var baseURL: String?

  @Option(
    name: .customLong("key-variable"),
    help: ArgumentHelp(
      "The environment variable with that provider's key; a server of your own gets none without it.",
      valueName: "name"))
  var keyVariable: String?

  @Option(help: ArgumentHelp("How its models ask for tools: native, text or none.", valueName: "style"))
  var tools: String?

  init() {}

  func validate() throws {
    if let tools, ToolStyle(rawValue: tools) == nil {
      throw ValidationError("--tools is one of \(ToolStyle.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if baseURL != nil || tools != nil || keyVariable != nil || languageModel != nil, preferred == nil {
      throw ValidationError("--language-model, --base-url, --key-variable and --tools need --provider with a name")
    }
    if let baseURL, !baseURL.hasPrefix("http://"), !baseURL.hasPrefix("https://") {
      throw ValidationError("--base-url begins with http:// or https://")
    }
  }

  /// The provider that is asked first; `nil` follows the configuration.
  var preferred: String? { provider == "auto" ? nil : provider }

  /// Puts what the options say into the settings: they change the provider of that name, or add one of that kind.
  func apply(to settings: inout ModelSettings) throws {
    guard let provider = preferred else { return }
    if provider == OfflineModel.name {
      // No other is made, so none wants its key.
      let currency = settings.currency
      settings = ModelSettings()
      settings.currency = currency
      return
    }
    let index: Int
    if let known = settings.providers.firstIndex(where: { $0.name == provider }) {
      index = known
    } else if let kind = ProviderSettings.Kind(rawValue: provider) {
      var own = ProviderSettings()
      (own.name, own.kind) = (provider, kind)
      settings.providers.insert(own, at: 0)
      index = 0
    } else {
      let names = settings.providers.map(\.name) + ProviderSettings.Kind.allCases.map(\.rawValue)
      throw ValidationError("there is no provider '\(provider)'; use \(names.joined(separator: ", ")), offline or auto")
    }
    if let languageModel { settings.providers[index].model = languageModel }
    if let baseURL {
      // A key that was meant for another address does not follow to this one.
      if baseURL != settings.providers[index].baseURL {
        settings.providers[index].keyVariable = nil
        settings.providers[index].keyFile = nil
      }
      settings.providers[index].baseURL = baseURL
    }
    if let keyVariable {
      settings.providers[index].keyVariable = keyVariable
      settings.providers[index].keyFile = nil
    }
    if let tools { settings.providers[index].tools = ToolStyle(rawValue: tools) }
  }
}
