/// What the elements of a page say about it, by name: `meta` elements (standard names, Open Graph, Twitter, Dublin Core,
/// citation_*), microdata, links, times.
struct PageStatements {
  /// Values by name in lower case, in the order of the page. Never iterated.
  private var values: [String: [String]] = [:]
  private(set) var language: String?
  private(set) var title: String?
  private(set) var canonical: String?
  /// The text of the first top heading.
  private(set) var heading: String?

  /// The microdata that is looked for in the text.
  private static let properties: [StaticString] = ["author", "datepublished", "datemodified"]

  /// Values longer than this are cut; more values of a name than that are not kept.
  private static let longest = 4_096
  private static let most = 256

  init(_ tree: MarkupTree, isHidden: [Bool]) {
    var node = 0
    while node < tree.count {
      switch tree.tags[node] {
      case .svg:
        node = tree.end(node)
        continue
      case .html: language = language ?? Self.filled(tree.string(.lang, of: node))
      case .title: title = title ?? Self.filled(tree.collapsedText(node, limit: Self.longest))
      case .h1 where heading == nil && !isHidden[node]:
        heading = Self.filled(tree.collapsedText(node, limit: Self.longest))
      case .meta: meta(node, tree)
      case .link:
        guard canonical == nil, tree.attribute(.rel, of: node, is: "canonical") else { break }
        canonical = Self.filled(tree.string(.href, of: node))
      default: other(node, tree)
      }
      node += 1
    }
  }

  /// The values of the first of `names` that has any.
  func first(of names: String...) -> [String] {
    for name in names { if let found = values[name], !found.isEmpty { return found } }
    return []
  }

  private mutating func meta(_ node: Int, _ tree: MarkupTree) {
    guard let content = Self.filled(tree.string(.content, of: node)) else { return }
    for attribute in [HTMLAttribute.name, .property, .itemprop] {
      if let name = tree.string(attribute, of: node) { add(name, content) }
    }
    if tree.attribute(.httpEquiv, of: node, is: "content-language") { add("content-language", content) }
  }

  /// Microdata and links in the text.
  private mutating func other(_ node: Int, _ tree: MarkupTree) {
    for index in tree.attributeIndices(of: node) {
      let value = tree.pool[tree.attributes[index].range]
      switch tree.attributes[index].name {
      case .itemprop where Self.properties.contains { ASCII.equals(value, $0) }:
        let said = tree.string(.content, of: node) ?? tree.string(.datetime, of: node)
        if let text = Self.filled(said ?? tree.collapsedText(node, limit: 200)) { add(ASCII.lowercased(value), text) }
      case .rel where ASCII.equals(value, "author") && tree.tags[node] == .a:
        if let text = Self.filled(tree.collapsedText(node, limit: 200)) { add("rel=author", text) }
      case .datetime:
        if let text = Self.filled(tree.string(.datetime, of: node)) { add("time", text) }
      default: break
      }
    }
  }

  private mutating func add(_ name: String, _ value: String) {
    let name = name.lowercased()
    if values[name, default: []].count < Self.most { values[name, default: []].append(value) }
  }

  /// The text with its white space collapsed; `nil` when nothing is left.
  static func filled(_ text: String?) -> String? {
    guard let text else { return nil }
    let collapsed = ASCII.collapse(Array(text.utf8.prefix(longest))[...])
    return collapsed.isEmpty ? nil : String(decoding: collapsed, as: UTF8.self)
  }
}
