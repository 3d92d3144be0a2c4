internal import Common
internal import Manifest
internal import Storage

extension Compiler {
  /// Compares the sources with the bundle at the output; reads every file that has changed, and writes nothing but their
  /// digests to the cache.
  ///
  /// - Throws: as `run()`.
  package func plan() throws -> BuildPlan {
    let (manifest, spec, sources, problems) = try load()
    let encoder = try encoder(spec)
    let files = FileDigests(try? options.cache.map { try BuildCache(folder: $0) })
    var inventory = DocumentInventory(bundle: options.output)
    let cursor = InputCursor(sources)
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
    return BuildPlan(
      changes: inventory.result,
      changedSettings: inventory.changedSettings(buildRecord(manifest, spec, encoder)),
      diagnostics: problems + unreadable + cursor.diagnostics)
  }
}
