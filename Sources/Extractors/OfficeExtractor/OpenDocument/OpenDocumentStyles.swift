internal import MarkupExtractor

/// What the styles of an OpenDocument file say about its paragraphs, lists and sheets.
struct OpenDocumentStyles {
  enum Role { case title, code, quote, caption, contents }

  private var parents: [String: String] = [:]
  private var hidden: Set<String> = []
  /// Levels that are numbered, by the style of the list.
  private var numbered: [String: Set<Int>] = [:]
  private var style = ""
  private var listStyle = ""

  private static let maximumChain = 32

  mutating func take(_ event: XMLEvent) {
    guard case .start(let element) = event else { return }
    switch element.name {
    case "style":
      style = element["name"] ?? ""
      if let parent = element["parent-style-name"], parents[style] == nil { parents[style] = parent }
    case "table-properties", "drawing-page-properties":
      if element["display"] == "false" || element["visibility"] == "hidden" { hidden.insert(style) }
    case "list-style": listStyle = element["name"] ?? ""
    case "list-level-style-number":
      if element["num-format"] ?? "" != "" { numbered[listStyle, default: []].insert(element.number("level") ?? 1) }
    default: break
    }
  }

  /// Whether a sheet or slide of this style is not shown.
  func hides(_ style: String?) -> Bool { style.map(hidden.contains) ?? false }

  func numbers(_ listStyle: String?, level: Int) -> Bool {
    listStyle.flatMap { numbered[$0] }?.contains(level) ?? false
  }

  /// The role that the name of a style, or of one that it is based on, stands for.
  func role(_ style: String?) -> Role? {
    var next = style
    for _ in 0..<Self.maximumChain {
      guard let name = next else { return nil }
      switch name {
      case "Title": return .title
      case "Preformatted_20_Text", "Source_20_Text", "Source_20_Code": return .code
      case "Quotations", "Quote": return .quote
      case "Caption", "Illustration", "Table", "Figure", "Drawing": return .caption
      case _ where name.hasPrefix("Contents_20_"): return .contents
      default: next = parents[name]
      }
    }
    return nil
  }
}
