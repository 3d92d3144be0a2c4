internal import Common

/// What a page says about itself: title, language, description, author, keywords.
struct PageMetadata {
  private(set) var title: String?
  private(set) var language: String?
  private(set) var metadata: [MetadataEntry] = []
  /// The page's keywords.
  private(set) var tags: [String] = []

  init(_ tree: MarkupTree) {
    var socialTitle: String?
    var locale: String?
    var index = 0
    while index < tree.count {
      switch tree.tags[index] {
      case .svg:
        index = tree.end(index)
        continue
      case .html: language = language ?? Self.filled(tree.string(.lang, of: index))
      case .title: title = title ?? Self.filled(tree.collapsedText(index))
      case .meta:
        let key = (tree.string(.name, of: index) ?? tree.string(.property, of: index))?.lowercased()
        guard let content = Self.filled(tree.string(.content, of: index)) else { break }
        if tree.attribute(.httpEquiv, of: index, is: "content-language") { locale = locale ?? content }
        switch key {
        case "og:title": socialTitle = socialTitle ?? content
        case "og:locale": locale = locale ?? String(content.map { $0 == "_" ? "-" : $0 })
        case "keywords": tags += content.split(separator: ",").compactMap { Self.filled(String($0)) }
        case "description", "author", "date": add(key ?? "", content)
        case "og:description": add("description", content)
        case "article:published_time": add("date", content)
        default: break
        }
      default: break
      }
      index += 1
    }
    language = language ?? locale
    // The title element often ends in the name of the site; the other title does not.
    if let short = socialTitle, title.map({ $0.contains(short) }) ?? true { title = short }
  }

  /// The first value of a key counts.
  private mutating func add(_ key: String, _ value: String) {
    if !metadata.contains(where: { $0.key == key }) { metadata.append(MetadataEntry(key, value)) }
  }

  private static func filled(_ text: String?) -> String? {
    guard let text else { return nil }
    let collapsed = ASCII.collapse(Array(text.utf8)[...])
    return collapsed.isEmpty ? nil : String(decoding: collapsed, as: UTF8.self)
  }
}
