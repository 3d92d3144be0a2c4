internal import Common
internal import Extraction
internal import Manifest
internal import Storage

extension Compiler {
  /// Compares the sources with the bundle at the output; reads every file that has changed, and writes nothing but what
  /// it has learnt to the cache.
  ///
  /// Where duplicates are left out, the documents are prepared as for a build: only their texts tell which those are.
  ///
  /// - Throws: as `run()`.
  package func plan() throws -> BuildPlan {
    let inputs = try BuildInputs(options)
    let encoder = try options.encoder(inputs.spec.encoder)
    var inventory = DocumentInventory(bundle: options.output)
    var diagnostics = inputs.diagnostics
    if inputs.spec.extraction.duplicates == .collapse {
      diagnostics += try addDocuments(of: inputs, encoder, to: &inventory)
    } else {
      diagnostics += addSources(of: inputs, to: &inventory)
    }
    for item in inputs.sources.questions { inventory.add(item.questions(&diagnostics), of: item.displayPath) }
    return BuildPlan(
      changes: inventory.result,
      changedSettings: inventory.changedSettings(buildRecord(inputs, encoder.record), inputs.trained),
      diagnostics: diagnostics)
  }

  /// Adds the documents that a build would compile.
  private func addDocuments(
    of inputs: BuildInputs, _ encoder: any BuildEncoder, to inventory: inout DocumentInventory
  ) throws -> [Diagnostic] {
    let tools = try ExtractionTools(inputs.spec, options)
    let cache = CacheAccess.open(options, worker: tools.pool.program)
    let work = CachedWork(
      cache.access, libraries: tools.libraries, inputs: inputs, encoder: EncoderIdentity(of: encoder))
    var outcome = DocumentOutcome(inputs.sources)
    let prepare = work.preparing(tools.preparation(inputs, encoder.tokens))
    try forEachDocument(of: inputs, prepare, &outcome) { inventory.add($0.record) }
    return cache.diagnostics + outcome.diagnostics + work.finish()
  }

  /// Adds all sources; opens no document.
  private func addSources(of inputs: BuildInputs, to inventory: inout DocumentInventory) -> [Diagnostic] {
    let files = FileDigests(try? options.cache.map { try BuildCache(folder: $0) }, now: options.now)
    let cursor = InputCursor(inputs.sources)
    var unreadable: [Diagnostic] = []
    while let input = cursor.next() {
      switch input {
      case .file(let item):
        guard let digest = files.digest(of: item.absolutePath) else {
          unreadable.append(
            Diagnostic(
              .error, "unreadable-file", at: SourceLocation(file: item.displayPath), "the file cannot be read",
              remedy: "check that it exists and is readable; or exclude it"))
          continue
        }
        inventory.add(source: item.displayPath, externalID: nil, digest: digest)
      case .page(let page): inventory.add(source: page.url, externalID: nil, digest: page.digest)
      case .record(let record, let file):
        inventory.add(source: record.source(in: file), externalID: record.id, digest: record.sourceDigest)
      }
    }
    files.commit()
    return unreadable + cursor.diagnostics
  }
}
