internal import MarkupExtractor

/// What the styles of a document say about paragraphs, each with all that it inherits.
struct WordStyles {
  /// What a paragraph of a style is.
  enum Role: Equatable {
    case title, code, quote, caption, contents
    /// With its level, `1…`.
    case heading(Int)
  }

  struct Style {
    /// The name in lower case: the identifier differs between languages, the names of built-in styles do not.
    var name = ""
    var basedOn: String?
    /// From 0; 9 and above is body text.
    var outlineLevel: Int?
    var listID: Int?
    var listLevel: Int?
  }

  private var styles: [String: Style] = [:]
  private var defaultID: String?
  /// The language of the document's defaults.
  private(set) var language: String?
  private var current: (id: String, style: Style)?

  private static let maximumChain = 32

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element) where element.isWord: start(element)
    case .end("style"):
      if let current, styles[current.id] == nil { styles[current.id] = current.style }
      current = nil
    default: break
    }
  }

  private mutating func start(_ element: XMLElement) {
    if element.name == "style" {
      guard element["type"] ?? "paragraph" == "paragraph", let id = element["styleId"] else { return }
      current = (id, Style())
      if ["1", "true", "on"].contains(element["default"] ?? "0"), defaultID == nil { defaultID = id }
      return
    }
    guard current != nil else {
      if element.name == "lang", language == nil { language = element["val"] }
      return
    }
    switch element.name {
    case "name": current?.style.name = (element["val"] ?? "").lowercased()
    case "basedOn": current?.style.basedOn = element["val"]
    case "outlineLvl": current?.style.outlineLevel = element.number("val")
    case "numId": current?.style.listID = element.number("val")
    case "ilvl": current?.style.listLevel = element.number("val")
    default: break
    }
  }

  /// The style called `id` and those that it is based on, nearest first. Without an `id`, the default style's.
  private func chain(_ id: String?) -> [Style] {
    var chain: [Style] = []
    var next = id ?? defaultID
    while let id = next, let style = styles[id], chain.count < Self.maximumChain {
      chain.append(style)
      next = style.basedOn
    }
    return chain
  }

  /// The role, the outline level and the list of a paragraph in the style `id`.
  func resolved(_ id: String?) -> (role: Role?, listID: Int?, listLevel: Int?, nameDepth: Int?) {
    let chain = chain(id)
    var role = chain.lazy.compactMap { Self.role($0) }.first
    // A document without styles still says what its paragraphs are.
    if role == nil, chain.isEmpty, let id { role = Self.role(Style(name: Self.spaced(id.lowercased()))) }
    let listed = chain.first { $0.listID != nil }
    let depth = listed.flatMap { style -> Int? in
      guard style.name.hasPrefix("list ") else { return nil }
      return style.name.split(separator: " ").last.flatMap { Int($0) }
    }
    return (role, listed?.listID, chain.lazy.compactMap(\.listLevel).first, depth)
  }

  /// "heading1" as "heading 1".
  private static func spaced(_ id: String) -> String {
    guard let digit = id.firstIndex(where: \.isNumber) else { return id }
    return id[..<digit] + " " + id[digit...]
  }

  private static func role(_ style: Style) -> Role? {
    if style.name.hasPrefix("toc ") || style.name == "table of figures" { return .contents }
    if let level = style.outlineLevel, (0..<9).contains(level) { return .heading(level + 1) }
    if style.name.hasPrefix("heading "), let level = Int(style.name.dropFirst(8)), level > 0 { return .heading(level) }
    return switch style.name {
    case "title": .title
    case "caption", "image caption", "table caption": .caption
    // The last of each is LibreOffice's.
    case "quote", "intense quote", "block text", "quotations": .quote
    case "html preformatted", "source code", "macro text", "macro", "preformatted text": .code
    default: nil
    }
  }
}
