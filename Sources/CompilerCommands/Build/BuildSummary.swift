internal import BundleFormat
internal import Common
internal import Compilation
internal import Terminal

/// What a build came to, for people and for programs.
struct BuildSummary {
  let report: CompilationReport
  let output: String

  var text: String {
    guard let bundle = report.bundle else {
      return "\(output.printable): not written; mend the errors, or use --keep-going to leave those sources out"
    }
    return """
      \(output.printable): \(report.isUpToDate ? "up to date; " : "")\
      \(Quantities.counted(report.counts.documents, "document")), \
      \(Quantities.counted(report.counts.chunks, "chunk")), \
      \(Quantities.counted(report.counts.questions, "question")), \(Quantities.bytes(bundle.fileLength))
      content digest \(bundle.contentDigest)
      """
  }

  var json: JSONValue {
    .object([
      "output": .string(output), "isWritten": .bool(report.bundle != nil && !report.isUpToDate),
      "isUpToDate": .bool(report.isUpToDate),
      "bytes": (report.bundle?.fileLength).map { .integer($0) } ?? .null,
      "contentDigest": (report.bundle?.contentDigest.hex).map { .string($0) } ?? .null,
      "fileDigest": (report.bundle?.fileDigest.hex).map { .string($0) } ?? .null,
      "documents": .integer(report.counts.documents), "chunks": .integer(report.counts.chunks),
      "questions": .integer(report.counts.questions), "sourceBytes": .integer(report.counts.sourceBytes),
      "textBytes": .integer(report.counts.textBytes),
      "stages": .array(
        report.stages.map { .object(["name": .string($0.name), "milliseconds": .integer(Int($0.seconds * 1000))]) }),
      "diagnostics": .array(report.diagnostics.map(\.json)),
    ])
  }
}
