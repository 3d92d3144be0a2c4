package import Common

extension ModelSettings {
  /// The providers of the configuration, and what is wrong with them; the good ones are there beside diagnostics.
  ///
  /// - Parameters:
  ///   - file: the configuration, for messages.
  ///   - environment: the value of a variable.
  package func made(
    file: String, environment: (String) -> String?, time: TimeSource = .system
  ) -> (providers: [any LanguageModelProvider], diagnostics: [Diagnostic]) {
    var made: [any LanguageModelProvider] = []
    var diagnostics: [Diagnostic] = []
    for settings in providers {
      if made.contains(where: { $0.name == settings.name }) {
        diagnostics.append(
          Self.problem("repeated-provider", file, "two providers are called `\(settings.name)`", "rename one of them"))
        continue
      }
      switch settings.provider(file: file, environment: environment, time: time) {
      case .success(let provider): made.append(provider)
      case .failure(let error): diagnostics += error.diagnostics
      }
    }
    let names = providers.map(\.name) + ["offline"]
    for task in ModelTask.allCases {
      for name in routing.order(for: task) where !names.contains(name) {
        diagnostics.append(
          Self.problem(
            "unknown-provider", file,
            "`models.\(task.rawValue)` names the provider `\(name)`, which is not in `models.providers`",
            "use one of \(names.map { "`\($0)`" }.joined(separator: ", "))"))
      }
    }
    return (made, diagnostics)
  }

  fileprivate static func problem(_ identifier: String, _ file: String, _ reason: String, _ remedy: String)
    -> Diagnostic
  {
    Diagnostic(.error, identifier, at: SourceLocation(file: file), reason, remedy: remedy)
  }

  /// The policy of the router.
  package var policy: RoutingPolicy {
    var policy = routing
    let prices = providers.flatMap { provider in
      provider.prices.map {
        PriceTable.Price(provider: provider.name, model: $0.model, input: $0.input, output: $0.output)
      }
    }
    policy.prices = PriceTable(prices, currency: currency)
    policy.limits = providers.compactMap { provider in
      guard provider.dailyCost != nil || provider.dailyTokens != nil else { return nil }
      return DailyLimit(
        provider: provider.name, cost: provider.dailyCost, tokens: provider.dailyTokens, warning: provider.warning)
    }
    return policy
  }
}

extension ProviderSettings {
  /// The provider with its key read.
  func provider(
    file: String, environment: (String) -> String?, time: TimeSource
  ) -> Result<any LanguageModelProvider, DiagnosticsError> {
    func failure(_ identifier: String, _ reason: String, _ remedy: String) -> Result<
      any LanguageModelProvider, DiagnosticsError
    > {
      .failure(DiagnosticsError([ModelSettings.problem(identifier, file, reason, remedy)]))
    }
    guard let address = baseURL ?? kind.standardURL else {
      return failure("missing-key", "the provider `\(name)` has no `base-url`", "add the address of the endpoint")
    }
    guard name != "offline" else {
      return failure("invalid-value", "a provider is called `offline`, which is the bundle itself", "rename it")
    }
    let key: Secret?
    do {
      key = try secret(environment)
    } catch {
      return failure(
        "unreadable-file", "the key of the provider `\(name)` cannot be read: \(error)", "check `key-file`")
    }
    // Servers of one's own often want none.
    if key == nil, isAtService {
      return failure(
        "missing-secret", "the provider `\(name)` has no key",
        "set \(keyVariable ?? kind.standardKeyVariable), or name a file in `key-file`")
    }
    let endpoint = Endpoint(baseURL: address, key: key, timeout: timeout)
    func made(_ wire: some WireFormat) -> Result<any LanguageModelProvider, DiagnosticsError> {
      .success(
        HTTPProvider(
          name: name, model: model.isEmpty ? kind.standardModel ?? "" : model,
          toolStyle: tools ?? kind.standardToolStyle,
          endpoint: endpoint, wire: wire, time: time))
    }
    switch kind {
    case .openai:
      return made(OpenAIFormat(lengthField: isAtService ? "max_completion_tokens" : "max_tokens"))
    case .huggingface: return made(OpenAIFormat())
    case .anthropic: return made(AnthropicFormat())
    case .gemini: return made(GeminiFormat())
    case .textGeneration: return made(TextGenerationFormat(template: template))
    }
  }

  /// The key that is named, or the usual one of the service, which goes to the service itself only.
  private func secret(_ environment: (String) -> String?) throws(SystemError) -> Secret? {
    if let keyFile { return try Secret.reading(keyFile) }
    if let keyVariable { return environment(keyVariable).flatMap { Secret($0) } }
    return isAtService ? environment(kind.standardKeyVariable).flatMap { Secret($0) } : nil
  }

  /// Whether requests go to the service that the kind is named after.
  private var isAtService: Bool {
    guard let standard = kind.standardURL else { return false }
    guard let baseURL else { return true }
    // Up to the path: a host that merely begins alike, or a user name that looks like it, is another one.
    let origin = standard.split(separator: "/", maxSplits: 3).prefix(2).joined(separator: "//")
    return baseURL == origin || baseURL.hasPrefix(origin + "/")
  }
}
