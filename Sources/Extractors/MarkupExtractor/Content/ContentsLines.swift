/// Tables of contents: three lines or more in a row that are nothing but links into their own page, most of them to
/// headings.
struct ContentsLines {
  private static let fewest = 3
  /// UTF-8 bytes without letters that a line may have beside its link: a number, a bullet.
  private static let mostPlain = 12
  /// The longest title of such a table, in UTF-8 bytes.
  private static let longestTitle = 40

  private let runs: [PageText.Run]
  private let tree: MarkupTree

  /// - Parameter runs: the text of a page in document order.
  init(_ runs: [PageText.Run], _ tree: MarkupTree) {
    self.runs = runs
    self.tree = tree
  }

  /// The places in `runs` of the lines of tables of contents, and of their titles where those say so.
  func find() -> [Int] {
    var lists: [Range<Int>] = []
    var start = 0
    while start < runs.count {
      var end = start
      while end < runs.count, isEntry(runs[end]) { end += 1 }
      if end - start >= Self.fewest { lists.append(start..<end) }
      start = max(end, start + 1)
    }
    guard !lists.isEmpty else { return [] }
    let places = places
    var found: [Int] = []
    for list in lists where list.count(where: { leadsToHeading(runs[$0], places) }) * 2 > list.count {
      if list.lowerBound > 0, isTitle(runs[list.lowerBound - 1]) { found.append(list.lowerBound - 1) }
      found += list
    }
    return found
  }

  private func isEntry(_ run: PageText.Run) -> Bool {
    guard run.linkBytes > 0, run.plainBytes <= Self.mostPlain else { return false }
    switch tree.tags[run.block] {
    // These link to themselves; the cells of a table are its data.
    case .h1, .h2, .h3, .h4, .h5, .h6, .dt, .td, .th: return false
    default: break
    }
    let links = run.links(tree)
    guard links.allSatisfy({ fragment(of: $0) != nil }) else { return false }
    return run.nodes.allSatisfy { node in
      tree.tags[node] != .text || links.contains { $0 < node && node < tree.end($0) }
        || !tree.pool[tree.text(node)].contains(where: ASCII.isLetter)
    }
  }

  private func isTitle(_ run: PageText.Run) -> Bool {
    guard run.bytes <= Self.longestTitle, tree.tags[run.block].headingLevel == nil else { return false }
    return run.nodes.contains { ASCII.contains(tree.pool[tree.text($0)], "contents") }
  }

  /// What a link within the page points to, without the sign.
  private func fragment(of link: Int) -> ArraySlice<UInt8>? {
    guard let range = tree.attribute(.href, of: link), tree.pool[range].first == UInt8(ascii: "#") else { return nil }
    return tree.pool[range].dropFirst()
  }

  /// The first element of each id and each anchor's name.
  private var places: [ArraySlice<UInt8>: Int] {
    var places: [ArraySlice<UInt8>: Int] = [:]
    for node in 0..<tree.count where tree.tags[node] != .text {
      for name in [tree.attribute(.id, of: node), tree.tags[node] == .a ? tree.attribute(.name, of: node) : nil] {
        if let name, places[tree.pool[name]] == nil { places[tree.pool[name]] = node }
      }
    }
    return places
  }

  /// Whether the text where the line's link leads begins with a heading.
  private func leadsToHeading(_ run: PageText.Run, _ places: [ArraySlice<UInt8>: Int]) -> Bool {
    guard let link = run.links(tree).first, let fragment = fragment(of: link), let node = places[fragment] else {
      return false
    }
    // An anchor may stand at the end of its heading.
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].nodes.upperBound > node { high = middle } else { low = middle + 1 }
    }
    let around = [low - 1, low].filter(runs.indices.contains)
    return around.contains { index in
      guard tree.tags[runs[index].block].headingLevel != nil else { return false }
      return index == low || node < tree.end(runs[index].block)
    }
  }
}
