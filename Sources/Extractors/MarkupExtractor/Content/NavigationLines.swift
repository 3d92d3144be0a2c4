/// Lines of links between the pages of a manual ("Next: …, Previous: …, Up: …"), as Texinfo writes them.
enum NavigationLines {
  private static let openings = ["next:", "previous:", "prev:", "up:"].map { Array($0.utf8) }
  /// The longest line that is looked at, in UTF-8 bytes.
  private static let longest = 400

  /// Whether a run is such a line: links for the most part, after one of the words.
  static func contains(_ run: PageText.Run, _ tree: MarkupTree) -> Bool {
    guard run.bytes < longest, run.linkBytes * 2 >= run.bytes else { return false }
    var text: [UInt8] = []
    for node in run.nodes where tree.tags[node] == .text { text += tree.pool[tree.text(node)] }
    let line = ASCII.collapse(text[...]).map(ASCII.lower)
    return openings.contains { line.starts(with: $0) }
  }
}
