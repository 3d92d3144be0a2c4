internal import Agent
internal import Settings

extension AgentConfiguration {
  /// The section `agent` of `kbq.yaml`.
  static let table = FieldTable<AgentConfiguration>(
    "What one message may take, and what is remembered",
    [
      Field("iterations", \.limits.iterations, .integer(1...20), "answers of models for one message"),
      Field("time", \.limits.time, .duration(.seconds(1)...(.seconds(3_600))), "the time for one message"),
      Field("tokens", \.limits.tokens, .integer(1_000...10_000_000), "tokens in and out for one message"),
      Field("answer-tokens", \.limits.answerTokens, .integer(16...100_000), "tokens of one answer of a model"),
      Field("result-tokens", \.limits.resultTokens, .integer(100...100_000), "tokens of a tool's result"),
      Field(
        "history-tokens", \.limits.historyTokens, .integer(0...1_000_000),
        "tokens of the conversation; what is older is summarised"),
      Field(
        "confident-search", \.limits.confidentSearch, .number(0...1),
        "the confidence of a search after which no further tool runs"),
      Field("calls", \.policy.callLimit, .integer(1...100), "tools that run for one message"),
      Field("parallel-calls", \.policy.parallelLimit, .integer(1...32), "tools that run at the same time"),
      Field(
        "disabled-tools", \.policy.disabled, .oneOrMore(.nonEmptyText, minimum: 0), "tools that are switched off"),
      Field("remember-users", \.memory.remembersUsers, .boolean, "whether facts and a profile are kept of users"),
      Field("facts", \.memory.factLimit, .integer(0...1_000), "facts kept of one user; the oldest go"),
      Field(
        "adapt-tone", \.memory.adaptsTone, .boolean, "whether the tone follows how users write and feel"),
      Field(
        "tool-servers", \.toolServers, .list(ToolServerSettings.table.format(defaults: ToolServerSettings())),
        "MCP servers with more tools"),
    ])
}

extension ToolServerSettings {
  fileprivate static let table = FieldTable<ToolServerSettings>(
    "An MCP server that is started beside kbq",
    [
      Field("name", \.name, .nonEmptyText, "what the names of its tools begin with", isRequired: true),
      Field("command", \.command, .oneOrMore(.nonEmptyText), "the program and its arguments", isRequired: true),
      Field(
        "environment", \.environment, .oneOrMore(.nonEmptyText, minimum: 0),
        "environment variables that it sees besides PATH, HOME, LANG and TMPDIR"),
      Field("tools", \.tools, .oneOrMore(.nonEmptyText, minimum: 0), "its tools that may be used; empty for all"),
      Field("start-timeout", \.startTimeout, .duration(.milliseconds(100)...(.seconds(600))), "until it is ready"),
      Field("timeout", \.timeout, .duration(.milliseconds(100)...(.seconds(3_600))), "for one call"),
      Field(
        "after-quotes", \.runsAfterQuotes, .boolean,
        "whether its tools run after retrieved text was read, which could have asked for the call"),
    ])
}
