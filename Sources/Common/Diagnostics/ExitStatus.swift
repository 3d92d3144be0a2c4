/// The exit codes of every program.
package enum ExitStatus: Int32, Sendable {
  case success = 0
  /// Diagnostics of severity error.
  case diagnostics = 1
  /// The command line is wrong.
  case usage = 2
  /// A bundle is unreadable, damaged, foreign or not verified.
  case bundle = 3
  /// An external service failed.
  case service = 4
  /// An evaluation gate failed.
  case gate = 5
}
