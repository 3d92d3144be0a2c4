/// A program with tools for the agent: a server of the Model Context Protocol on its standard input and output.
package struct ToolServerSettings: Equatable, Sendable {
  /// Its tools are called `<name>_<tool>`.
  package var name = ""
  /// The program and its arguments.
  package var command: [String] = []
  /// Environment variables that it sees besides `PATH`, `HOME`, `LANG` and `TMPDIR`; no other, so that keys stay here.
  package var environment: [String] = []
  /// Its tools that may be used; empty for all.
  package var tools: [String] = []
  /// Until it is ready.
  package var startTimeout: Duration = .seconds(10)
  /// For one call.
  package var timeout: Duration = .seconds(30)
  /// Whether its tools may run after retrieved text has been shown to the model, which could have asked for the call.
  package var runsAfterQuotes = false

  package init() {}
}
