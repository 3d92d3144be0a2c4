/// What a section holds: four ASCII characters, in the file in reading order.
///
/// This is the one list of all kinds. A kind is never reused or changed in meaning; a new one is added at the end.
package struct SectionKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The four characters as a little-endian number.
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  private init(_ code: StaticString) {
    rawValue = code.withUTF8Buffer { unsafe $0.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// What the bundle was made from and of.
  package static let buildRecord = SectionKind("BREC")
  /// Documents: fixed-width columns.
  package static let documents = SectionKind("DOCS")
  /// Chunks: fixed-width columns.
  package static let chunks = SectionKind("CHNK")
  /// Strings that the tables point to.
  package static let strings = SectionKind("STRS")
  /// Metadata and tags as columns, for filters.
  package static let metadata = SectionKind("META")
  /// Curated questions and answers.
  package static let questions = SectionKind("QAND")
  /// The text of the documents, in zstd frames.
  package static let text = SectionKind("TEXT")
  /// Where the frames of the text begin.
  package static let textFrames = SectionKind("TFRM")
  /// The dictionary of the frames.
  package static let zstdDictionary = SectionKind("ZDIC")
  /// How the lexical index was made: analysis, parameters, corpus-wide numbers.
  package static let lexicalParameters = SectionKind("LPAR")
  /// The dictionary of terms.
  package static let lexicalTerms = SectionKind("LTRM")
  /// The posting lists.
  package static let lexicalPostings = SectionKind("LPST")
  /// The lengths of the fields of every chunk.
  package static let lexicalLengths = SectionKind("LLEN")
  /// How the vectors are stored: index, metric, dimensions, stride, count.
  package static let vectorParameters = SectionKind("VPAR")
  /// The vectors' codes.
  package static let vectors = SectionKind("VECT")
  /// One scale a vector.
  package static let vectorScales = SectionKind("VSCL")
  /// The centroids of an inverted file.
  package static let vectorCentroids = SectionKind("VCEN")
  /// The lists of an inverted file.
  package static let vectorLists = SectionKind("VLST")
  /// The encoder: configuration, vocabulary and weights.
  package static let model = SectionKind("MODL")
  /// The sources as they were read.
  package static let sources = SectionKind("SRCS")
  /// What each run of a document's text is: headings, paragraphs, table rows, code.
  package static let blocks = SectionKind("BLKS")
  /// Where the text of the chunks stands on pages.
  package static let regions = SectionKind("RGNS")
  /// Where the frames of the sources begin.
  package static let sourceFrames = SectionKind("SFRM")
  /// The service whose encoder made the vectors, where none is in the bundle.
  package static let remoteEncoder = SectionKind("RENC")

  /// All kinds of this version with the names that programs show, in the order of the specification.
  package static let all: [(kind: SectionKind, name: String)] = [
    (.buildRecord, "build record"), (.documents, "documents"), (.chunks, "chunks"), (.strings, "strings"),
    (.metadata, "metadata"), (.questions, "questions"), (.text, "text"), (.textFrames, "text frames"),
    (.zstdDictionary, "zstd dictionary"), (.lexicalParameters, "lexical parameters"), (.lexicalTerms, "lexical terms"),
    (.lexicalPostings, "lexical postings"), (.lexicalLengths, "lexical lengths"),
    (.vectorParameters, "vector parameters"), (.vectors, "vectors"),
    (.vectorScales, "vector scales"), (.vectorCentroids, "vector centroids"), (.vectorLists, "vector lists"),
    (.model, "model"), (.sources, "sources"), (.blocks, "blocks"), (.regions, "regions"),
    (.sourceFrames, "source frames"),
    (.remoteEncoder, "remote encoder"),
  ]

  package var isKnown: Bool { Self.all.contains { $0.kind == self } }

  /// The four characters; a dot for each that is not printable ASCII.
  package var code: String {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: rawValue >> (8 * $0)) }
    return String(decoding: bytes.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
  }

  /// The kind's name, or its four characters.
  package var description: String { Self.all.first { $0.kind == self }?.name ?? "\"\(code)\"" }
}
