internal import Extraction
internal import MarkupExtractor

/// The texts of footnotes, endnotes or comments.
struct WordNotes {
  private let kind: String
  private let styles: WordStyles
  private let numbering: WordNumbering
  private var current: (id: String, author: String?, body: WordBody)?
  /// By "footnote 1".
  private(set) var texts: [String: String] = [:]
  private(set) var textBytes = 0

  /// - Parameter kind: `footnote`, `endnote` or `comment`, the name of the element.
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
      current = (id, element["author"], WordBody(styles: styles, numbering: numbering))
    case .end(kind):
      guard var note = current else { return }
      current = nil
      let text = note.body.finish().map(\.text).joined(separator: " ")
      textBytes += text.utf8.count
      let trimmed = text.drop { $0.isWhitespace }
      if !trimmed.isEmpty { texts["\(kind) \(note.id)"] = label(note.author) + trimmed }
    default: current?.body.take(event)
    }
  }

  /// A comment says what it is and whose.
  private func label(_ author: String?) -> String {
    guard kind == "comment" else { return "" }
    guard let author, !author.isEmpty else { return "Comment: " }
    return "Comment (\(author)): "
  }
}
