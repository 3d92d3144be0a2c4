package import BundleFormat
package import Embedding
package import LexicalIndex
package import PassageStore
internal import Storage
package import TextAnalysis
package import VectorIndex

/// One bundle whose parts are opened when a search first needs them.
package final class SearchableBundle: Sendable {
  package let reader: BundleReader
  private let textCache: Int
  private let lazyRecord = Lazy<BuildRecord>()
  private let lazyPassages = Lazy<PassageStore>()
  private let lazyLexical = Lazy<LexicalIndex>()
  private let lazyVectors = Lazy<VectorIndex>()

  /// Opens the bundle at `path`; costs the same whatever its size.
  ///
  /// - Parameter textCache: bytes of its text that stay decompressed.
  package init(path: String, textCache: Int = 512 << 10) throws(BundleError) {
    reader = try BundleReader(path: path)
    self.textCache = textCache
  }

  package var path: String { reader.path }

  package var record: BuildRecord {
    get throws(BundleError) { try lazyRecord.value { () throws(BundleError) in try reader.buildRecord() } }
  }

  package var passages: PassageStore {
    get throws(BundleError) {
      try lazyPassages.value { () throws(BundleError) in try PassageStore(bundle: reader, textCache: textCache) }
    }
  }

  package var lexical: LexicalIndex {
    get throws(BundleError) {
      try lazyLexical.value { () throws(BundleError) in
        let lexical = try LexicalIndex(bundle: reader)
        let chunkCount = try passages.chunkCount
        guard lexical.chunkCount == chunkCount else {
          throw BundleError.malformedSection(
            .lexicalParameters, field: "chunkCount", expected: "\(chunkCount)", got: "\(lexical.chunkCount)"
          ).located(in: path)
        }
        return lexical
      }
    }
  }

  /// How the index sees what a question is about.
  package var questionAnalysis: AnalyzerOptions {
    get throws(BundleError) { try lexical.statistics.analysis.ofQuestions }
  }

  package var hasVectors: Bool { reader.contains(.vectors) }

  package var vectors: VectorIndex {
    get throws(BundleError) {
      try lazyVectors.value { () throws(BundleError) in
        let vectors = try VectorIndex(bundle: reader)
        let chunkCount = try passages.chunkCount
        guard vectors.count == chunkCount else {
          throw BundleError.malformedSection(
            .vectorParameters, field: VectorField.count.rawValue, expected: "\(chunkCount)", got: "\(vectors.count)"
          ).located(in: path)
        }
        return vectors
      }
    }
  }

  /// The model inside the bundle; `nil` when it lies outside.
  package func model() throws(BundleError) -> EncoderModel? {
    guard reader.contains(.model) else { return nil }
    let section = try reader.section(.model)
    do {
      return try EncoderModel(file: section)
    } catch {
      throw BundleError.malformedSection(.model, field: "model", expected: "an encoder", got: "\(error)")
        .located(in: path)
    }
  }

  /// The service whose encoder made the vectors; `nil` when a model did.
  package func remoteModel() throws(BundleError) -> RemoteModelRecord? {
    guard reader.contains(.remoteEncoder) else { return nil }
    do {
      return try RemoteModelRecord(decoding: try reader.section(.remoteEncoder).array)
    } catch {
      throw error.located(in: path)
    }
  }

  /// The documents that pass `filter`; `nil` for all.
  package func documents(passing filter: DocumentFilter) throws(BundleError) -> DocumentSet? {
    guard !filter.isEmpty else { return nil }
    let passages = try passages
    var passing = DocumentSet(documentCount: passages.documentCount, all: true)
    for tag in filter.tags { passing.formIntersection(try passages.documents(tagged: tag)) }
    var seen: [String] = []
    for condition in filter.conditions where !seen.contains(condition.key) {
      seen.append(condition.key)
      var alternatives = DocumentSet(documentCount: passages.documentCount)
      for other in filter.conditions where other.key == condition.key {
        alternatives.formUnion(try passages.documents(where: other.key, equals: other.value))
      }
      passing.formIntersection(alternatives)
    }
    return passing
  }
}
