internal import Common
internal import LanguageModels
internal import Settings

extension ModelSettings {
  /// The section `models` of `kbq.yaml`.
  static let table = FieldTable<ModelSettings>(
    "Which language models answer, and in which order",
    [
      Field(
        "providers", \.providers, .list(ProviderSettings.table.format(defaults: ProviderSettings())),
        "who may answer, in the order of preference"),
      Field("reasoning", \.routing.reasoning, .oneOrMore(.nonEmptyText, minimum: 0), "another order for this task"),
      Field("creative", \.routing.creative, .oneOrMore(.nonEmptyText, minimum: 0), "another order for this task"),
      Field("factual", \.routing.factual, .oneOrMore(.nonEmptyText, minimum: 0), "another order for this task"),
      Field("general", \.routing.general, .oneOrMore(.nonEmptyText, minimum: 0), "another order for this task"),
      Field(
        "attempts", \.routing.attempts, .integer(1...10), "times that one provider is asked before the next one is"),
      Field(
        "backoff", \.routing.backoff, .duration(.zero...(.seconds(60))), "before the second attempt; then twice as long"
      ),
      Field(
        "longest-wait", \.routing.longestWait, .duration(.zero...(.seconds(600))), "the longest wait for one provider"),
      Field(
        "health-interval", \.routing.healthInterval, .duration(.zero...(.seconds(86_400))),
        "how long a provider counts as healthy after it answered"),
      Field("pause", \.routing.pause, .duration(.zero...(.seconds(86_400))), "the rest after a failure"),
      Field("quota-pause", \.routing.quotaPause, .duration(.zero...(.seconds(86_400))), "the rest after a quota error"),
      Field("currency", \.currency, .nonEmptyText, "of the prices"),
      Field("offline", \.fallsBackOffline, .boolean, "whether the bundle answers when no provider does"),
    ])
}

extension ProviderSettings {
  fileprivate static let table = FieldTable<ProviderSettings>(
    "One provider",
    [
      Field("name", \.name, .nonEmptyText, "what requests and reports call it", isRequired: true),
      Field("kind", \.kind, .choice, "the protocol that it speaks", isRequired: true),
      Field("model", \.model, .nonEmptyText, "the model; without it a usual one of the kind"),
      Field(optional: "base-url", \.baseURL, .nonEmptyText, "where it is, for servers of your own"),
      Field(optional: "key-variable", \.keyVariable, .nonEmptyText, "the environment variable with its key"),
      Field(optional: "key-file", \.keyFile, .nonEmptyText, "a file with its key"),
      Field(optional: "tools", \.tools, .choice, "how its models ask for tools"),
      Field("template", \.template, .choice, "the chat template of a text-generation endpoint"),
      Field("timeout", \.timeout, .duration(.seconds(1)...(.seconds(3600))), "until its first answer"),
      Field(optional: "daily-cost", \.dailyCost, .number(0...1e9), "past it the next provider is asked"),
      Field(
        optional: "daily-tokens", \.dailyTokens, .integer(0...Int(Int32.max)), "past it the next provider is asked"),
      Field("warning", \.warning, .number(0...1), "the share of a daily limit from which it is warned"),
      Field("prices", \.prices, .list(ModelPrice.table.format(defaults: ModelPrice())), "what its models cost"),
    ])
}

extension ModelPrice {
  fileprivate static let table = FieldTable<ModelPrice>(
    "What a model costs",
    [
      Field("model", \.model, .nonEmptyText, "a model, or * for all others"),
      Field("input", \.input, .number(0...1e6), "for 1,000 tokens in"),
      Field("output", \.output, .number(0...1e6), "for 1,000 tokens out"),
    ])
}
