package import ArgumentParser
internal import Common
internal import Compilation
internal import Embedding
internal import Manifest
internal import Storage
package import Terminal
internal import WebSources

/// `kbc fetch`: the pages of a corpus's web sources, fetched and pinned.
package struct FetchCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Fetch the web sources of a corpus and pin their pages.",
    discussion: """
      Pages go into the folder `snapshots` and their pins into `corpus.lock`, both beside the manifest; commit both. \
      Without options only what is not pinned is fetched: a source whose settings did not change asks no server. A \
      fetch that was interrupted goes on where it stopped. This is the only command that opens a connection.

      With --vectors it asks the encoder that the build spec names under encoder.remote for the vectors of all chunks that \
      have none, and keeps them in `corpus.vectors` beside the manifest; builds read them there.

      Exit code 1 when the manifest or, with --check, the pages are not as they should be; 4 when a server fails where \
      it must not.
      """)

  @Argument(
    help: "The manifest, for example corpus/handbook/corpus.yaml.", completion: .file(extensions: ["yaml", "yml"]))
  package var manifest: String

  @Argument(
    help: ArgumentHelp(
      "With --update and --check: which pinned pages to ask for again, for example 'https://example.org/docs/**'.",
      valueName: "pattern"))
  package var patterns: [String] = []

  @Flag(help: "Ask again for the pages that are pinned, and pin what is there now.")
  package var update = false

  @Flag(help: "Ask again for the pages that are pinned, report what differs, and change nothing.")
  package var check = false

  @Option(
    name: .customLong("import"),
    help: ArgumentHelp("Take the pages from a WARC file instead of from the web.", valueName: "file"),
    completion: .file(extensions: ["warc", "gz"]))
  package var importPath: String?

  @Option(
    name: .customLong("export"),
    help: ArgumentHelp("Write the pinned pages as a WARC file (.warc or .warc.gz); fetches nothing.", valueName: "file")
  )
  package var exportPath: String?

  @Flag(help: "Remove snapshots that the lock does not name; fetches nothing.")
  package var prune = false

  @Flag(help: "Fetch the vectors of a remote encoder instead of pages.")
  package var vectors = false

  @Option(
    help: "With --vectors: the build spec that names the encoder.", completion: .file(extensions: ["yaml", "yml"]))
  package var spec: String?

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func validate() throws {
    let jobs = [update, check, importPath != nil, exportPath != nil, prune, vectors]
    if jobs.count(where: { $0 }) > 1 {
      throw ValidationError("--update, --check, --import, --export, --prune and --vectors exclude each other")
    }
    if vectors != (spec != nil) { throw ValidationError("--vectors and --spec go together") }
    if !patterns.isEmpty, !update, !check { throw ValidationError("patterns need --update or --check") }
  }

  package func run() throws {
    try run(
      sink: StandardStream.output, errors: StandardStream.errors, style: TextStyle(for: .errors),
      progress: .standard(isQuiet: output.isJSON))
  }

  package func run(sink: any TextSink, errors: any TextSink, style: TextStyle, progress: Progress) throws {
    if let exportPath {
      try export(to: exportPath, sink)
    } else if prune {
      try prune(sink)
    } else if vectors {
      try fetchVectors(sink, errors, style, progress)
    } else {
      let report = try WebFetch(options: .init(manifest: manifest, mode: try mode), progress: progress).run()
      if output.isJSON {
        try sink.write(report.json(manifest: manifest))
      } else {
        try errors.write(DiagnosticRenderer(style: style).text(report.diagnostics))
        try sink.write(report.text(isCheck: check))
      }
      if report.exitStatus != .success { throw ExitCode(report.exitStatus.rawValue) }
    }
  }

  private var mode: WebFetch.Mode {
    get throws {
      if let importPath { return .import(path: importPath) }
      let patterns = try patterns.map { text in
        do throws(Glob.Problem) {
          return try AddressPattern(text)
        } catch {
          throw ValidationError("the pattern \"\(text)\" \(error.reason); \(error.remedy)")
        }
      }
      return check ? .check(patterns) : update ? .update(patterns) : .pin
    }
  }

  // MARK: Vectors

  private func fetchVectors(
    _ sink: any TextSink, _ errors: any TextSink, _ style: TextStyle, _ progress: Progress
  ) throws {
    let inputs = try Compiler(
      options: .init(manifest: manifest, spec: spec, output: ""), progress: progress
    ).remoteInputs()
    var key: String?
    if let variable = inputs.options.keyVariable {
      key = environmentVariable(variable)
      guard let key, !key.isEmpty, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw DiagnosticsError([
          Diagnostic(
            .error, "missing-variable", "the environment variable `\(variable)` holds no key for the encoder",
            remedy: "set it and try again")
        ])
      }
    }
    let report = try VectorFetch(
      inputs: inputs, transport: CurlEmbeddings(key: key, timeout: inputs.options.timeout), progress: progress
    ).run()
    if output.isJSON {
      try sink.write(
        .object([
          "output": .string(inputs.archivePath), "model": .string(inputs.model.name),
          "dimensions": .integer(inputs.model.dimensions), "chunks": .integer(report.chunks),
          "fetched": .integer(report.fetched), "diagnostics": .array(report.diagnostics.map(\.json)),
        ]))
    } else {
      try errors.write(DiagnosticRenderer(style: style).text(report.diagnostics))
      try sink.write(
        """
        \(inputs.archivePath.printable): \(Quantities.counted(report.chunks, "chunk")), \
        \(Quantities.counted(report.fetched, "vector")) fetched from \(inputs.model.name)

        """)
    }
    if report.diagnostics.hasErrors { throw ExitCode(ExitStatus.diagnostics.rawValue) }
  }

  // MARK: Without the web

  private func export(to path: String, _ sink: any TextSink) throws {
    let (lock, store) = try pinned()
    let count = try ArchiveExport(lock: lock, store: store).write(to: path)
    if output.isJSON {
      try sink.write(.object(["output": .string(path), "pages": .integer(count)]))
    } else {
      try sink.write("\(path.printable): \(Quantities.counted(count, "page"))\n")
    }
  }

  private func prune(_ sink: any TextSink) throws {
    let (lock, store) = try pinned()
    let removed = try store.removeAll(except: Set(lock.sources.flatMap(\.pages).map(\.digest)))
    if output.isJSON {
      try sink.write(.object(["removed": .integer(removed.count), "bytes": .integer(removed.bytes)]))
    } else {
      let count = Quantities.counted(removed.count, "snapshot")
      try sink.write("\(count) removed, \(Quantities.bytes(removed.bytes))\n")
    }
  }

  private func pinned() throws -> (CorpusLock, SnapshotStore) {
    let parts = manifest.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let folder = parts.isEmpty ? "." : parts.joined(separator: "/")
    let path = "\(folder)/\(CorpusLock.fileName)"
    let (lock, problems) = CorpusLock.load(path: path)
    guard let lock, !problems.hasErrors else {
      throw DiagnosticsError(
        problems.isEmpty
          ? [
            Diagnostic(
              .error, "missing-lock", at: SourceLocation(file: path), "there is no lock",
              remedy: "run `kbc fetch` on the manifest first")
          ] : problems)
    }
    return (lock, SnapshotStore(manifestFolder: folder))
  }
}
