/// The name that a link to a place on the page ends in.
struct HTMLAnchor {
  var name: String
  /// Whether the page itself offers the name for links, in a sign beside a heading.
  var isOffered = false

  /// `nil` for names that cannot stand in an address.
  init?(_ name: String, isOffered: Bool = false) {
    guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x23 }) else { return nil }
    self.name = name
    self.isOffered = isOffered
  }
}

extension HTMLBlocks {
  /// Takes the name of an element with which a block starts. A heading's own name stands, whatever is inside it.
  mutating func takeAnchor(of node: Int) {
    guard headings.isEmpty ? !text.contains(where: { $0 > 0x20 }) : anchor == nil else { return }
    let named = tree.tags[node] == .a ? tree.string(.name, of: node) : nil
    if let name = tree.string(.id, of: node) ?? named, let new = HTMLAnchor(name) { anchor = new }
  }

  /// Takes the name that a sign offers; it is the name of the whole section or definition.
  mutating func takeTarget(of link: Int) {
    guard !(anchor?.isOffered ?? false) else { return }
    guard let target = tree.string(.href, of: link), target.hasPrefix("#") else { return }
    if let offered = HTMLAnchor(String(target.dropFirst()), isOffered: true) { anchor = offered }
  }

  /// Whether a link on this page only shows a sign: to copy the address of a heading from, or to go back to a text.
  func isSignLink(_ link: Int) -> Bool {
    guard let target = tree.attribute(.href, of: link), tree.pool[target].contains(0x23) else { return false }
    guard tree.pool[target].first == 0x23 || !headings.isEmpty else { return false }
    let text = tree.collapsedText(link, limit: 32)
    switch text {
    case "¶", "#", "§", "🔗", "↩", "↩︎", "⤴", "↑", "∞", "\u{200B}", "": return !text.isEmpty || !headings.isEmpty
    default: return false
    }
  }
}
