package import BundleFormat
internal import Common

extension PassageStore {
  /// Reads everything once: every row, string, text and filter, and holds them to each other.
  ///
  /// The bundle's own `verify()` says that the bytes are those that were written; this says that they make sense.
  package func verify() throws(BundleError) {
    var nextChunk = ChunkID(0)
    for index in 0..<documentCount {
      let document = try document(DocumentID(index))
      guard document.chunks.lowerBound == nextChunk else {
        throw .malformedSection(
          .documents, field: "row \(index)", expected: "the first chunk \(nextChunk.rawValue)",
          got: "\(document.chunks.lowerBound.rawValue)")
      }
      let text = Array(try text(of: document.id).utf8)
      for (ordinal, number) in (nextChunk.rawValue..<document.chunks.upperBound.rawValue).enumerated() {
        let chunk = try chunk(ChunkID(rawValue: number))
        let range = chunk.range
        guard chunk.document == document.id, chunk.ordinal == ordinal, range.upperBound <= text.count,
          text.isBoundary(range.lowerBound), text.isBoundary(range.upperBound)
        else {
          throw .malformedSection(
            .chunks, field: "row \(number)",
            expected: "chunk \(ordinal) of document \(index), on characters of \(text.count) bytes",
            got: "chunk \(chunk.ordinal) of document \(chunk.document.rawValue), \(range)")
        }
      }
      for block in try blocks(of: document.id) ?? [] {
        guard text.isBoundary(block.range.lowerBound), text.isBoundary(block.range.upperBound) else {
          throw .malformedSection(
            .blocks, field: "document \(index)", expected: "blocks on characters", got: "\(block.range)")
        }
      }
      _ = try source(of: document.id)
      nextChunk = document.chunks.upperBound
    }
    guard nextChunk.index == chunkCount else {
      throw .malformedSection(.chunks, field: "count", expected: "\(nextChunk.index)", got: "\(chunkCount)")
    }
    for index in 0..<questionCount { _ = try question(index) }
    try verifyMetadata()
  }

  private func verifyMetadata() throws(BundleError) {
    var last: (String, String)?
    for index in 0..<metadata.count {
      let row = try metadata.row(index)
      if let last, !(last <<< (row.key, row.value)) {
        throw .malformedSection(.metadata, field: "row \(index)", expected: "bytewise order", got: "\(row.key)")
      }
      last = (row.key, row.value)
      let documents = try metadata.documents(of: row)
      let isSorted = zip(documents, documents.dropFirst()).allSatisfy(<)
      guard isSorted, documents.allSatisfy({ $0.index < documentCount }) else {
        throw .malformedSection(
          .metadata, field: "row \(index)", expected: "documents in order below \(documentCount)", got: "others")
      }
    }
  }
}
