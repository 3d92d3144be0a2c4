internal import Extraction

extension ExtractedDocument {
  /// The blocks as Markdown for people to look at. Characters that mean something in Markdown are not escaped.
  var markdown: String {
    var text = ""
    var previous: BlockKind?
    for block in blocks {
      if let previous { text += previous.isTight(with: block.kind) ? "\n" : "\n\n" }
      text += Self.markdown(block.kind, self.text(of: block))
      previous = block.kind
    }
    return text
  }

  private static func markdown(_ kind: BlockKind, _ text: String) -> String {
    switch kind {
    case .heading(let level): return String(repeating: "#", count: level) + " " + text
    case .listItem(let depth):
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      let isNumbered = !digits.isEmpty && text.dropFirst(digits.count).hasPrefix(". ")
      return String(repeating: "  ", count: depth - 1) + (isNumbered ? "" : "- ") + text
    case .tableHeader:
      let columns = text.count(of: " | ") + 1
      return "| \(text) |\n|" + String(repeating: " --- |", count: columns)
    case .tableRow: return "| \(text) |"
    case .code:
      let longest = text.split(omittingEmptySubsequences: true) { $0 != "`" }.map(\.count).max() ?? 0
      let fence = String(repeating: "`", count: max(3, longest + 1))
      return "\(fence)\n\(text)\n\(fence)"
    case .quote: return "> " + text
    case .caption: return "*\(text)*"
    case .paragraph, .footnote: return text
    }
  }
}

extension BlockKind {
  fileprivate func isTight(with next: BlockKind) -> Bool {
    switch (self, next) {
    case (.listItem, .listItem), (.tableHeader, .tableRow), (.tableRow, .tableRow): true
    default: false
    }
  }
}

extension String {
  /// How often `part` is in here.
  fileprivate func count(of part: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: part) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
