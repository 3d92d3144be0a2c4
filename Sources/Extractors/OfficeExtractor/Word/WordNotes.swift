internal import Extraction
internal import MarkupExtractor

/// The texts of footnotes or endnotes.
struct WordNotes {
  private let kind: String
  private let styles: WordStyles
  private let numbering: WordNumbering
  private var current: (id: String, body: WordBody)?
  /// By "footnote 1".
  private(set) var texts: [String: String] = [:]
  private(set) var textBytes = 0

  /// - Parameter kind: `footnote` or `endnote`, the name of the element.
  init(_ kind: String, styles: WordStyles, numbering: WordNumbering) {
    self.kind = kind
    self.styles = styles
    self.numbering = numbering
  }

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element) where element.isWord && element.name == kind:
      // Separators are notes with a type.
      guard let id = element["id"], element["type"] ?? "normal" == "normal" else { return }
      current = (id, WordBody(styles: styles, numbering: numbering))
    case .end(kind):
      guard var note = current else { return }
      current = nil
      let text = note.body.finish().map(\.text).joined(separator: " ")
      textBytes += text.utf8.count
      let trimmed = text.drop { $0.isWhitespace }
      if !trimmed.isEmpty { texts["\(kind) \(note.id)"] = String(trimmed) }
    default: current?.body.take(event)
    }
  }
}
