internal import BundleFormat
internal import Common
internal import Storage

/// What the cache holds of a whole build: what it made, and what the file looked like then.
struct FinishedBuild {
  var fileDigest: Digest
  var counts: BuildRecord.Counts
  /// Those of the documents, records and questions.
  var diagnostics: [Diagnostic]
  /// Of what became of the documents with passwords; `nil` when there were none.
  var protected: Digest?
  /// Of the output.
  var stamp: [Int]

  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(contentsOf: fileDigest.bytes)
    for count in [counts.documents, counts.chunks, counts.questions, counts.sourceBytes, counts.textBytes] {
      writer.appendVariable(count)
    }
    writer.append(diagnostics)
    writer.append(UInt8(protected == nil ? 0 : 1))
    if let protected { writer.append(contentsOf: protected.bytes) }
    for number in stamp { writer.append(Int64(number)) }
    return writer.bytes
  }

  init(
    fileDigest: Digest, counts: BuildRecord.Counts, diagnostics: [Diagnostic], protected: Digest?, stamp: FileStamp
  ) {
    self.fileDigest = fileDigest
    self.counts = counts
    self.diagnostics = diagnostics
    self.protected = protected
    self.stamp = stamp.numbers
  }

  init(decoding bytes: [UInt8]) throws(ByteReaderError) {
    var reader = ByteReader(bytes)
    fileDigest = try reader.readDigest()
    counts = BuildRecord.Counts(
      documents: try reader.readVariableInt(), chunks: try reader.readVariableInt(),
      questions: try reader.readVariableInt(), sourceBytes: try reader.readVariableInt(),
      textBytes: try reader.readVariableInt())
    diagnostics = try reader.readDiagnostics()
    protected = try reader.read(UInt8.self) == 0 ? nil : try reader.readDigest()
    stamp = []
    for _ in 0..<FileStamp.numberCount { stamp.append(Int(try reader.read(Int64.self))) }
  }

  /// The bundle at `path`, when it is the very file that this build wrote. One that was signed since, or replaced, is
  /// not; one that has another stamp but the same bytes is, which costs reading all of it.
  func bundle(at path: String) -> BundleSummary? {
    guard let before = FileStamp(of: path), let reader = try? BundleReader(path: path),
      reader.header.fileDigest == fileDigest, reader.signature == nil
    else { return nil }
    if before.numbers != stamp, (try? reader.verify()) == nil { return nil }
    return BundleSummary(of: reader)
  }
}
