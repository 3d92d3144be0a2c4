/// Lines of links between the pages of a manual ("Next: …, Previous: …, Up: …"), as Texinfo writes them, and bars of links
/// ("Home > Guides > Links", "Home | Index | Help").
enum NavigationLines {
  private static let openings = ["next:", "previous:", "prev:", "up:"].map { Array($0.utf8) }
  /// The longest line that is looked at, in UTF-8 bytes.
  private static let longest = 400

  /// The links of a bar at least.
  private static let fewestLinks = 3
  /// What stands between the links of a bar, in UTF-8: > | / \ » › → · • and white space.
  private static let separators: Set<UInt8> = Set(">|/\\»›→·• \t\r\n\u{a0}".utf8)

  /// Whether a run is such a line: links for the most part, after one of the words or with nothing but signs between.
  static func contains(_ run: PageText.Run, _ tree: MarkupTree) -> Bool {
    guard run.bytes < longest, run.linkBytes * 2 >= run.bytes else { return false }
    if isBar(run, tree) { return true }
    var text: [UInt8] = []
    for node in run.nodes where tree.tags[node] == .text { text += tree.pool[tree.text(node)] }
    let line = ASCII.collapse(text[...]).map(ASCII.lower)
    return openings.contains { line.starts(with: $0) }
  }

  private static func isBar(_ run: PageText.Run, _ tree: MarkupTree) -> Bool {
    guard run.plainBytes > 0, tree.tags[run.block].headingLevel == nil else { return false }
    let links = run.links(tree)
    guard links.count >= fewestLinks else { return false }
    return run.nodes.allSatisfy { node in
      tree.tags[node] != .text || links.contains { $0 < node && node < tree.end($0) }
        || tree.pool[tree.text(node)].allSatisfy(separators.contains)
    }
  }
}
