package import Common
package import Retrieval

/// A passage that an answer draws on, with all that is needed to open it.
package struct Citation: Equatable, Sendable {
  /// From 1; the answer's text says `[1]`.
  package var number: Int
  /// The name of the bundle.
  package var bundle: String
  package var document: DocumentID
  /// `nil` for a curated answer, which is no chunk of a document.
  package var chunk: ChunkID?
  package var source: DocumentSource
  /// From 1, in documents that have pages.
  package var pages: ClosedRange<Int>?
  /// Where its lines stand on the pages, in UTF-8 bytes of the document's text, as in `range`; empty in documents without pages.
  package var regions: [TextRegion]
  /// The titles of the sections around the passage, outermost first.
  package var headings: [String]
  package var anchor: String?
  /// The passage in the document's normalised text; `nil` for a curated answer.
  package var range: TextRange?
  /// The passage, word for word.
  package var text: String

  package init(
    number: Int, bundle: String, document: DocumentID, chunk: ChunkID?, source: DocumentSource,
    pages: ClosedRange<Int>? = nil, regions: [TextRegion] = [], headings: [String] = [], anchor: String? = nil,
    range: TextRange? = nil,
    text: String
  ) {
    self.number = number
    self.bundle = bundle
    self.document = document
    self.chunk = chunk
    self.source = source
    self.pages = pages
    self.regions = regions
    self.headings = headings
    self.anchor = anchor
    self.range = range
    self.text = text
  }

  /// The page to open, where the source is on the web.
  package var url: String? { source.url(anchor: anchor) }
}

extension Citation {
  /// The citation as API clients and stored messages see it; ranges are half-open pairs, pages inclusive ones.
  package var json: JSONValue {
    func optional<Value>(_ value: Value?, _ convert: (Value) -> JSONValue) -> JSONValue { value.map(convert) ?? .null }
    return [
      "number": .integer(number), "bundle": .string(bundle), "document": .integer(document.index),
      "chunk": optional(chunk) { .integer($0.index) }, "title": .string(source.title), "source": .string(source.name),
      "id": optional(source.externalID) { .string($0) }, "format": .string(source.format),
      "url": optional(url) { .string($0) },
      "pages": optional(pages) { [.integer($0.lowerBound), .integer($0.upperBound)] },
      "regions": .array(regions.map(\.json)), "headings": .array(headings.map(JSONValue.string)),
      "anchor": optional(anchor) { .string($0) },
      "range": optional(range) {
        [
          "utf8": [.integer($0.utf8.lowerBound), .integer($0.utf8.upperBound)],
          "utf16": [.integer($0.utf16.lowerBound), .integer($0.utf16.upperBound)],
        ]
      },
      "text": .string(text),
    ]
  }

  /// Reads what `json` wrote; `nil` when `value` is something else.
  package init?(json value: JSONValue) {
    guard let number = value["number"]?.integer, let bundle = value["bundle"]?.string,
      let document = value["document"]?.integer.flatMap(UInt32.init(exactly:)), let title = value["title"]?.string,
      let name = value["source"]?.string, let format = value["format"]?.string, let text = value["text"]?.string
    else { return nil }
    let utf8 = Self.pair(value["range"]?["utf8"]).flatMap { $0 <= $1 ? $0..<$1 : nil }
    let utf16 = Self.pair(value["range"]?["utf16"]).flatMap { $0 <= $1 ? $0..<$1 : nil }
    self.init(
      number: number, bundle: bundle, document: DocumentID(rawValue: document),
      chunk: value["chunk"]?.integer.flatMap(UInt32.init(exactly:)).map(ChunkID.init(rawValue:)),
      source: DocumentSource(title: title, name: name, externalID: value["id"]?.string, format: format),
      pages: Self.pair(value["pages"]).flatMap { $0 <= $1 ? $0...$1 : nil },
      regions: (value["regions"]?.array ?? []).compactMap(TextRegion.init(json:)),
      headings: value["headings"]?.array?.compactMap(\.string) ?? [], anchor: value["anchor"]?.string,
      range: utf8.flatMap { utf8 in utf16.map { TextRange(utf8: utf8, utf16: $0) } }, text: text)
  }

  private static func pair(_ value: JSONValue?) -> (Int, Int)? {
    guard let values = value?.array, values.count == 2, let low = values[0].integer, let high = values[1].integer
    else { return nil }
    return (low, high)
  }
}
