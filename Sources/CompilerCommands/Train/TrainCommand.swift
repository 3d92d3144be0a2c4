package import ArgumentParser
internal import Common
internal import Compilation
internal import Storage
package import Terminal

/// `kbc train`: what bundles of a corpus are compressed with, learnt once.
package struct TrainCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train the dictionary that the text of a corpus is compressed with, and pin it.",
    discussion: """
      Reads all documents and writes corpus.trained beside the manifest. Builds that find this file use what is in it \
      as it is, so that a document that changes costs its own frames of compressed text and leaves the bytes of the \
      others; builds that do not find it train anew on what the corpus is then. Commit the file with the manifest; \
      train again when the corpus has become another one. Remove the file to have each build train.
      """)

  @Argument(
    help: "The manifest, for example corpus/handbook/corpus.yaml.", completion: .file(extensions: ["yaml", "yml"]))
  package var manifest: String

  @Option(help: "The build spec; defaults where there is none.", completion: .file(extensions: ["yaml", "yml"]))
  package var spec: String?

  @Flag(help: "Fail when the web sources are not exactly what corpus.lock pins.")
  package var locked = false

  @Flag(help: "Train although some sources could not be read.")
  package var keepGoing = false

  @OptionGroup package var work: WorkOptions

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func run() throws {
    try run(
      sink: StandardStream.output, errors: StandardStream.errors, style: TextStyle(for: .errors),
      progress: .standard(isQuiet: output.isJSON))
  }

  package func run(sink: any TextSink, errors: any TextSink, style: TextStyle, progress: Progress) throws {
    let options = Compiler.Options(
      manifest: manifest, spec: spec, output: "", jobs: work.jobCount, isLocked: locked,
      keepsGoing: keepGoing, cache: work.cache)
    let report = try Compiler(options: options, progress: progress).train()
    if output.isJSON {
      try sink.write(json(report))
    } else {
      try errors.write(DiagnosticRenderer(style: style).text(report.diagnostics))
      try sink.write(summary(report) + "\n")
    }
    if report.diagnostics.hasErrors { throw ExitCode(ExitStatus.diagnostics.rawValue) }
  }

  private func summary(_ report: TrainingReport) -> String {
    let path = report.path.printable
    guard report.isWritten else {
      return "\(path): not written; mend the errors, or use --keep-going to leave those sources out"
    }
    let state = report.isChanged ? "" : "; as it was"
    guard let dictionary = report.dictionary else {
      let text = Quantities.bytes(report.textBytes)
      return "\(path): no dictionary, \(text) of text are too little to gain from one\(state)"
    }
    return """
      \(path): a dictionary of \(Quantities.bytes(dictionary.bytes)) for \(Quantities.bytes(report.textBytes)) of text\(state)
      digest \(dictionary.digest)
      """
  }

  private func json(_ report: TrainingReport) -> JSONValue {
    .object([
      "path": .string(report.path), "isWritten": .bool(report.isWritten), "isChanged": .bool(report.isChanged),
      "textBytes": .integer(report.textBytes),
      "dictionary": report.dictionary.map {
        .object(["bytes": .integer($0.bytes), "digest": .string($0.digest.hex)])
      } ?? .null,
      "diagnostics": .array(report.diagnostics.map(\.json)),
    ])
  }
}
