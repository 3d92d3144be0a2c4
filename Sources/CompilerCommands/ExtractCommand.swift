package import ArgumentParser
package import Common
internal import Dispatch
internal import Extraction
internal import Kernels
internal import Storage
internal import Synchronization
package import Terminal

/// `kbc extract`: shows what the compiler reads from files.
package struct ExtractCommand: ParsableCommand {
  package enum Format: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// The normalised text.
    case text
    /// The blocks as Markdown.
    case markdown
    /// One JSON object a file and line: text, blocks with byte ranges, metadata, diagnostics.
    case json
  }

  /// `DocumentFormat` on the command line.
  package struct SourceFormat: ExpressibleByArgument, Sendable {
    package static let allValueStrings = DocumentFormat.allCases.map(\.rawValue)

    let format: DocumentFormat

    package init?(argument: String) {
      guard let format = DocumentFormat(rawValue: argument) else { return nil }
      self.format = format
    }
  }

  package static let configuration = CommandConfiguration(
    commandName: "extract", abstract: "Show the text, the blocks and the metadata that files give.",
    discussion: """
      Problems go to standard error. The exit code is 1 when a file could not be read.
      """)

  @Argument(help: ArgumentHelp("The files to read.", valueName: "file"), completion: .file())
  package var files: [String] = []

  @Option(help: "What to print: text, markdown or json (one object a line).")
  package var format: Format = .text

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Read the files as this format, whatever their names and contents say.", valueName: "source-format"))
  package var sourceFormat: SourceFormat?

  @Flag(help: "List the formats that can be read, their file name endings, media types and libraries.")
  package var listFormats = false

  @OptionGroup package var outputOptions: OutputOptions

  @Option(help: ArgumentHelp("Opens encrypted documents.", valueName: "text"))
  package var password: String?

  @Option(
    name: .customLong("ocr"),
    help: ArgumentHelp("Recognise the text of scanned pages with Tesseract: eng, or eng+deu.", valueName: "languages"))
  package var recognition: String?

  @Option(help: ArgumentHelp("How many documents to read at a time (default: one a processor).", valueName: "n"))
  package var jobs: Int?

  package init() {}

  package func validate() throws {
    guard jobs ?? 1 > 0 else { throw ValidationError("--jobs takes a number from 1") }
    // They become names of files.
    let isName = { (byte: UInt8) in (0x61...0x7A).contains(byte | 0x20) || "0123456789_+".utf8.contains(byte) }
    if let recognition, recognition.isEmpty || !recognition.utf8.allSatisfy(isName) {
      throw ValidationError("--ocr takes names of Tesseract's languages, joined by +: eng+deu")
    }
    guard listFormats == files.isEmpty else {
      throw ValidationError(listFormats ? "--list-formats takes no files" : "name at least one file, or --list-formats")
    }
  }

  package func run() throws {
    let status = try execute(
      output: StandardStream.output, errors: StandardStream.errors, style: TextStyle(for: .errors))
    if status != .success { throw ExitCode(status.rawValue) }
  }

  /// The command with its streams given.
  ///
  /// - Parameters:
  ///   - output: takes what goes to standard output, in the order of the files.
  ///   - errors: takes the diagnostics, each file's after its text.
  ///   - style: how diagnostics are shown.
  package func execute(
    output: any TextSink, errors: any TextSink, style: TextStyle = .plain
  ) throws(SystemError) -> ExitStatus {
    let renderer = DiagnosticRenderer(style: style)
    let jobs = jobs ?? Processors.count
    let pool = try ExtractionPool(configuration: .init(workers: jobs))
    if listFormats {
      let formats = FormatList(try pool.extractors())
      try output.write(
        outputOptions.isJSON || format == .json
          ? String(decoding: formats.json.serialized(), as: UTF8.self) + "\n" : formats.text)
      return .success
    }
    let reader = DocumentReader(
      pool: pool, recognition: recognition.map { $0.split(separator: "+").map(String.init) } ?? [])
    var hasErrors = false
    // Batches keep memory bounded and the output in order.
    let batch = jobs * 8
    for start in stride(from: 0, to: files.count, by: batch) {
      let range = start..<min(start + batch, files.count)
      for (index, outcome) in zip(range, outcomes(range, reader)) {
        try output.write(rendered(outcome, index))
        for diagnostic in outcome.diagnostics { try errors.write(renderer.text(diagnostic)) }
        if outcome.diagnostics.hasErrors { hasErrors = true }
      }
    }
    for diagnostic in pool.confinementDiagnostics { try errors.write(renderer.text(diagnostic)) }
    return hasErrors ? .diagnostics : .success
  }

  private func outcomes(_ range: Range<Int>, _ reader: DocumentReader) -> [ExtractionOutcome] {
    let empty = ExtractionOutcome(document: nil, diagnostics: [])
    let results = Mutex([ExtractionOutcome](repeating: empty, count: range.count))
    let (files, password, format) = (files, password, sourceFormat?.format)
    DispatchQueue.concurrentPerform(iterations: range.count) { offset in
      let outcome = Self.read(files[range.lowerBound + offset], format, password, reader)
      results.withLock { $0[offset] = outcome }
    }
    return results.withLock { $0 }
  }

  private static func read(
    _ file: String, _ format: DocumentFormat?, _ password: String?, _ reader: DocumentReader
  ) -> ExtractionOutcome {
    do throws(SystemError) {
      return reader.read(try readFile(file), name: file, format: format, password: password)
    } catch {
      let diagnostic = Diagnostic(
        .error, "unreadable-file", at: SourceLocation(file: file),
        error.message + (error.cause.map { ": \($0)" } ?? ""), remedy: "check the path and the permissions")
      return ExtractionOutcome(document: nil, diagnostics: [diagnostic])
    }
  }

  private func rendered(_ outcome: ExtractionOutcome, _ index: Int) -> String {
    if outputOptions.isJSON || format == .json {
      return String(decoding: outcome.json(file: files[index]).serialized(), as: UTF8.self) + "\n"
    }
    guard let document = outcome.document else { return "" }
    let heading = files.count > 1 ? "==> \(files[index]) <==\n\n" : ""
    let text = format == .markdown ? document.markdown : String(decoding: document.text, as: UTF8.self)
    return heading + text + (files.count > 1 ? "\n\n" : "\n")
  }
}
