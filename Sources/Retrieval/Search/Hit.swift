package import Common

/// A chunk that answers a query, with everything needed to show it and to cite it.
package struct Hit: Equatable, Sendable {
  /// The name of the bundle that holds it.
  package var bundle: String
  package var candidate: Candidate
  package var document: DocumentID
  /// The document's title; its source where it has none.
  package var title: String
  /// Relative path, record id or URL.
  package var source: String
  /// The record's own identifier, where the document came from one.
  package var externalID: String?
  /// The source with the chunk's anchor, where the source is a URL.
  package var url: String?
  package var anchor: String?
  /// Pages from 1, in documents that have them.
  package var pages: ClosedRange<Int>?
  /// The titles of the sections around the chunk, outermost first.
  package var headings: [String]
  /// The chunk in the document's text.
  package var range: TextRange
  /// What ranks the hit; its scale depends on the mode.
  package var score: Float
  /// BM25, where the keyword side returned the chunk.
  package var keywordScore: Float?
  /// Cosine similarity, where the vector side returned the chunk.
  package var vectorScore: Float?
  package var text: String
}

/// A half-open range of a document's normalised text, in both units that clients count in.
package struct TextRange: Equatable, Sendable {
  /// Offsets in UTF-8 bytes.
  package var utf8: Range<Int>
  /// Offsets in UTF-16 code units.
  package var utf16: Range<Int>

  package init(utf8: Range<Int>, utf16: Range<Int>) {
    self.utf8 = utf8
    self.utf16 = utf16
  }
}

/// The number of UTF-16 code units of valid UTF-8: one a scalar, two for those of four bytes.
package func utf16Count(ofUTF8 bytes: some Sequence<UInt8>) -> Int {
  var count = 0
  for byte in bytes {
    if byte & 0xC0 != 0x80 { count += 1 }
    if byte >= 0xF0 { count += 1 }
  }
  return count
}
