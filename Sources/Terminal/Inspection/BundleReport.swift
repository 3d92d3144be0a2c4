package import BundleFormat
package import Common
internal import PassageStore
internal import Storage

/// What `inspect` tells about a bundle: values, laid out as text or JSON elsewhere.
package struct BundleReport: Sendable {
  /// A line of the list of documents.
  package struct Document: Equatable, Sendable {
    package var source: String
    package var title: String
    package var format: String
    package var chunks: Int
    /// Bytes of text.
    package var length: Int
    package var pages: Int?
  }

  /// How the text is stored.
  package struct Text: Equatable, Sendable {
    package var frames: Int
    package var level: Int
    /// Of the libzstd that compressed it.
    package var zstdVersion: String
    /// Of the dictionary, in bytes, and its digest; `nil` without one.
    package var dictionary: (length: Int, digest: Digest)?

    package static func == (left: Self, right: Self) -> Bool {
      left.frames == right.frames && left.level == right.level && left.zstdVersion == right.zstdVersion
        && left.dictionary?.digest == right.dictionary?.digest
    }
  }

  package var path: String
  package var header: BundleHeader
  package var sections: [SectionEntry]
  package var signer: VerifyingKey?
  /// `nil` for a bundle without one, which `kbc` does not write.
  package var record: BuildRecord?
  package var text: Text?
  package var documentCount: Int?
  /// The first ones.
  package var documents: [Document] = []

  /// - Parameter documentLimit: the most documents to list.
  package init(of bundle: BundleReader, documentLimit: Int) throws(BundleError) {
    path = bundle.path
    header = bundle.header
    sections = bundle.sections
    signer = bundle.signature?.publicKey
    if bundle.contains(.buildRecord) { record = try bundle.buildRecord() }
    guard bundle.contains(.documents) else { return }
    let store = try PassageStore(bundle: bundle)
    text = Text(try store.compression(), in: bundle)
    documentCount = store.documentCount
    for index in 0..<min(store.documentCount, max(documentLimit, 0)) {
      let document = try store.document(DocumentID(index))
      documents.append(
        Document(
          source: document.source, title: document.title, format: document.format,
          chunks: Int(document.chunks.upperBound.rawValue - document.chunks.lowerBound.rawValue),
          length: document.textLength, pages: document.pageCount))
    }
  }
}

extension BundleReport.Text {
  fileprivate init(_ compression: StoredCompression, in bundle: BundleReader) {
    let number = compression.zstdVersion
    frames = compression.frameCount
    level = compression.level
    zstdVersion = "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
    // The root of a section of one block is not the digest of its bytes, which is what a trained part is known by.
    dictionary = bundle.entry(.zstdDictionary).map { entry in
      (entry.length, Digest(hashing: bundle.bytes.array(entry.range)))
    }
  }
}
