package import ArgumentParser
internal import Common
internal import Manifest
internal import Storage
package import Terminal

/// `kbc check`: what is wrong with a corpus, without building it.
package struct CheckCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Report what is wrong with a manifest, its sources and a build spec.",
    discussion: """
      Reads the manifest, the spec, the names of the files, all records and all questions, and reports every \
      problem in one run. Documents are not opened. Exit code 1 when there is an error; warnings and notes do not \
      change it.
      """)

  @Argument(
    help: "The manifest, for example corpus/handbook/corpus.yaml.", completion: .file(extensions: ["yaml", "yml"]))
  package var manifest: String

  @Option(help: "A build spec to check as well.", completion: .file(extensions: ["yaml", "yml"]))
  package var spec: String?

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func run() throws {
    try run(sink: StandardStream.output, errors: StandardStream.errors, style: TextStyle(for: .errors))
  }

  package func run(sink: any TextSink, errors: any TextSink, style: TextStyle) throws {
    let check = CorpusCheck(manifest: manifest, spec: spec)
    if output.isJSON {
      try sink.write(json(check))
    } else {
      try errors.write(DiagnosticRenderer(style: style).text(check.diagnostics))
      try sink.write(summary(check) + "\n")
    }
    if check.diagnostics.hasErrors { throw ExitCode(ExitStatus.diagnostics.rawValue) }
  }

  private func summary(_ check: CorpusCheck) -> String {
    let pages = check.sources.pages.count
    let parts = [
      Quantities.counted(check.sources.files.count, "file"), pages > 0 ? Quantities.counted(pages, "web page") : nil,
      Quantities.counted(check.recordCount, "record"),
      Quantities.counted(check.questionCount, "question"),
    ].compactMap { $0 }
    let problems = DiagnosticRenderer.summary(of: check.diagnostics)
    return "\(manifest.printable): \(parts.joined(separator: ", ")); \(problems.isEmpty ? "no problems" : problems)"
  }

  private func json(_ check: CorpusCheck) -> JSONValue {
    .object([
      "manifest": .string(manifest), "spec": spec.map { .string($0) } ?? .null,
      "name": (check.manifest?.name).map { .string($0) } ?? .null, "files": .integer(check.sources.files.count),
      "pages": .integer(check.sources.pages.count), "records": .integer(check.recordCount),
      "questions": .integer(check.questionCount),
      "diagnostics": .array(check.diagnostics.map(\.json)),
    ])
  }
}
