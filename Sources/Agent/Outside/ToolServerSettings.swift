/// A server of the Model Context Protocol with tools for the agent: a program that is started, or one that runs already.
package struct ToolServerSettings: Equatable, Sendable {
  /// Its tools are called `<name>_<tool>`.
  package var name = ""
  /// The program and its arguments, which speaks on its standard input and output; empty for one at `url`.
  package var command: [String] = []
  /// Where a server that runs already listens (streamable HTTP).
  package var url: String?
  /// The environment variable with the key for `url`, which is sent as a bearer token.
  package var keyVariable: String?
  /// A file with that key.
  package var keyFile: String?
  /// Environment variables that the program sees besides `PATH`, `HOME`, `LANG` and `TMPDIR`; no other, so that keys stay
  /// here.
  package var environment: [String] = []
  /// Its tools that may be used; empty for all.
  package var tools: [String] = []
  /// Until it is ready.
  package var startTimeout: Duration = .seconds(10)
  /// For one call.
  package var timeout: Duration = .seconds(30)
  /// From being asked to end until the program is killed.
  package var stopTimeout: Duration = .seconds(2)
  /// Whether its tools may run after retrieved text has been shown to the model, which could have asked for the call.
  package var runsAfterQuotes = false

  package init() {}
}
