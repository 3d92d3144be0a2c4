package import ArgumentParser
internal import Common
internal import Glibc
internal import Storage

/// Runs a program: parses its command line, runs the command, tells what went wrong and gives the exit code.
package enum CommandRunner {
  /// The whole of a program's `main.swift`.
  ///
  /// - Parameter arguments: those of the process without its name; `nil` takes them.
  package static func main(_ command: any ParsableCommand.Type, _ arguments: [String]? = nil) -> Never {
    StandardStream.ignoreBrokenPipes()
    exit(
      run(
        command, arguments, output: StandardStream.output, errors: StandardStream.errors,
        style: TextStyle(for: .errors)))
  }

  /// The same without ending the process.
  ///
  /// - Parameter style: of `errors`.
  /// - Returns: the exit code.
  package static func run(
    _ command: any ParsableCommand.Type, _ arguments: [String]? = nil, output: any TextSink, errors: any TextSink,
    style: TextStyle
  ) -> Int32 {
    do {
      var parsed = try command.parseAsRoot(arguments)
      try parsed.run()
      return ExitStatus.success.rawValue
    } catch {
      let report = FailureReport(of: error, in: command, style: style)
      do {
        try (report.stream == .output ? output : errors).write(report.text)
      } catch {
        // There is nowhere left to say it.
        return max(report.exitCode, ExitStatus.diagnostics.rawValue)
      }
      return report.exitCode
    }
  }
}
