package import ArgumentParser
internal import BundleFormat
internal import Common

/// What a command that failed says and how it ends: the one place that maps errors to exit codes.
package struct FailureReport: Equatable, Sendable {
  package enum Stream: Equatable, Sendable { case output, errors }

  /// With a final newline; empty when the command has said everything itself.
  package var text: String
  package var stream: Stream
  package var exitCode: Int32

  /// - Parameters:
  ///   - error: what a command of `command` threw.
  ///   - style: of standard error.
  package init(of error: any Error, in command: any ParsableCommand.Type, style: TextStyle) {
    switch error {
    case let error as any ReportableError:
      self.init(DiagnosticRenderer(style: style).text(error.diagnostics), error.exitStatus)
    case let error as BundleError:
      self.init(Self.line(error.description, remedy: error.remedy, style), .bundle)
    case let error as SystemError:
      self.init(Self.line(error.description, remedy: nil, style), .diagnostics)
    case let error as ExitCode:
      self.init("", .success)
      exitCode = error.rawValue
    default:
      self.init(ofUnknown: error, in: command, style: style)
    }
  }

  private init(_ text: String, _ status: ExitStatus, on stream: Stream = .errors) {
    self.text = text
    self.stream = stream
    exitCode = status.rawValue
  }

  /// Help and versions that were asked for, mistakes on the command line, and anything else.
  private init(ofUnknown error: any Error, in command: any ParsableCommand.Type, style: TextStyle) {
    let code = command.exitCode(for: error)
    guard code == .success || code == .validationFailure else {
      self.init(Self.line("\(error)", remedy: nil, style), .diagnostics)
      return
    }
    let message = command.fullMessage(for: error)
    self.init(
      message.isEmpty ? "" : message + "\n", code == .success ? .success : .usage,
      on: code == .success ? .output : .errors)
  }

  private static func line(_ message: String, remedy: String?, _ style: TextStyle) -> String {
    "\(style.red("error")): \(message.printable)\n" + (remedy.map { "  \(style.dim("remedy:")) \($0)\n" } ?? "")
  }
}
