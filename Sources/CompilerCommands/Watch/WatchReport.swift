internal import Common
internal import Compilation
internal import Terminal
internal import Watching

/// Tells of the builds of a watch: their summaries for people, or one JSON object a line.
struct WatchReport {
  let sink: any TextSink
  let errors: any TextSink
  let style: TextStyle
  let isJSON: Bool

  func tell(_ outcome: CorpusWatch.Outcome, output: String) throws {
    switch outcome {
    case .finished(let report):
      let summary = BuildSummary(report: report, output: output)
      if isJSON {
        try writeLine(summary.json)
      } else {
        try errors.write(DiagnosticRenderer(style: style).text(report.diagnostics))
        try sink.write(summary.text + "\n")
      }
    case .failed(let error): try tell(error, output: output)
    }
  }

  func tell(_ error: any Error, output: String) throws {
    let failure = FailureReport(of: error, in: WatchCommand.self, style: isJSON ? .plain : style)
    if isJSON {
      let diagnostics =
        (error as? any ReportableError)?.diagnostics ?? [Diagnostic(.error, "build-failed", "\(error)")]
      try writeLine(
        .object([
          "output": .string(output), "isWritten": .bool(false), "isUpToDate": .bool(false),
          "diagnostics": .array(diagnostics.map(\.json)),
        ]))
    } else {
      try errors.write(failure.text)
    }
  }

  func writeLine(_ value: JSONValue) throws {
    try sink.write(String(decoding: value.serialized(), as: UTF8.self) + "\n")
  }
}
