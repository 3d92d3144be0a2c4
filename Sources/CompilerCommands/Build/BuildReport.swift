internal import BundleFormat
internal import Common
internal import Compilation
internal import Storage
internal import Terminal

/// The file that `--report` writes, for programs that decide what to do after a build.
struct BuildReport {
  let report: CompilationReport
  let output: String

  var json: JSONValue {
    let changes = report.changes ?? DocumentChanges()
    return .object([
      "output": .string(output), "isWritten": .bool(report.bundle != nil && !report.isUpToDate),
      "isUpToDate": .bool(report.isUpToDate), "bytes": (report.bundle?.fileLength).map { .integer($0) } ?? .null,
      "fileDigest": (report.bundle?.fileDigest.hex).map { .string($0) } ?? .null,
      "added": .array(changes.added.map { .string($0) }), "changed": .array(changes.changed.map { .string($0) }),
      "removed": .array(changes.removed.map { .string($0) }), "unchanged": .integer(changes.unchanged),
      "changedSettings": .array(report.changedSettings.map { .string($0) }),
      "skipped": .array(
        report.skipped.map {
          .object([
            "source": .string($0.source), "identifier": .string($0.identifier), "reason": .string($0.reason),
          ])
        }),
      "documents": .integer(report.counts.documents), "chunks": .integer(report.counts.chunks),
      "questions": .integer(report.counts.questions), "sourceBytes": .integer(report.counts.sourceBytes),
      "textBytes": .integer(report.counts.textBytes),
      "stages": .array(
        report.stages.map { .object(["name": .string($0.name), "seconds": .number($0.seconds)]) }),
      "diagnostics": .array(report.diagnostics.map(\.json)),
    ])
  }

  func write(to path: String) throws {
    let file = try AtomicFile(path: path)
    try file.write(json.serialized(.indented) + [10])
    try file.commit()
  }
}
