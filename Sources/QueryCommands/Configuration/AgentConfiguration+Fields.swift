internal import Agent
internal import Common
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
        "tool-servers", \.toolServers, .list(ToolServerSettings.format), "MCP servers with more tools"),
    ])
}

extension ToolServerSettings {
  private static let address = ValueFormat<String>.text(
    pattern: "^https?://", "an address", remedy: "begin it with http:// or https://",
    isValid: { $0.hasPrefix("http://") || $0.hasPrefix("https://") })

  private static let table = FieldTable<ToolServerSettings>(
    "An MCP server: a program that is started beside kbq, or one that runs already",
    rules: [JSONValue.Member("oneOf", [["required": ["command"]], ["required": ["url"]]])],
    [
      Field("name", \.name, .nonEmptyText, "what the names of its tools begin with", isRequired: true),
      Field("command", \.command, .oneOrMore(.nonEmptyText), "the program that is started, and its arguments"),
      Field(optional: "url", \.url, address, "the address of a server that runs already (streamable HTTP)"),
      Field(optional: "key-variable", \.keyVariable, .nonEmptyText, "the environment variable with the key for url"),
      Field(optional: "key-file", \.keyFile, .nonEmptyText, "a file with the key for url"),
      Field(
        "environment", \.environment, .oneOrMore(.nonEmptyText, minimum: 0),
        "environment variables that the program sees besides PATH, HOME, LANG and TMPDIR"),
      Field("tools", \.tools, .oneOrMore(.nonEmptyText, minimum: 0), "its tools that may be used; empty for all"),
      Field("start-timeout", \.startTimeout, .duration(.milliseconds(100)...(.seconds(600))), "until it is ready"),
      Field("timeout", \.timeout, .duration(.milliseconds(100)...(.seconds(3_600))), "for one call"),
      Field(
        "stop-timeout", \.stopTimeout, .duration(.zero...(.seconds(60))),
        "from being asked to end until the program is killed"),
      Field(
        "after-quotes", \.runsAfterQuotes, .boolean,
        "whether its tools run after retrieved text was read, which could have asked for the call"),
    ])

  fileprivate static let format = table.format(defaults: ToolServerSettings()).map(
    { server, node, context in
      guard server.command.isEmpty == (server.url == nil) else { return server }
      context.report(
        "invalid-value", at: node, "the tool server `\(server.name)` needs either `command` or `url`",
        remedy: "give the program that is started, or the address of a server that runs already")
      return nil
    }, { $0 })
}
