/// Headings that are left over nothing, because all that stood under them was navigation.
enum EmptySections {
  /// The places in `runs` of those headings; a heading over nothing from the beginning is not one of them.
  ///
  /// - Parameters:
  ///   - runs: the text in document order.
  ///   - isKept: whether each run stays.
  static func find(_ runs: [PageText.Run], isKept: [Bool], _ tree: MarkupTree) -> [Int] {
    var found: [Int] = []
    /// The level of the next heading when nothing else comes before it; 0 at the end of the page.
    var next: Int? = 0
    var hasLost = false
    for index in runs.indices.reversed() {
      guard isKept[index] else {
        hasLost = true
        continue
      }
      let level = tree.tags[runs[index].block].headingLevel
      // The first heading is the page's own.
      if let level, level > 1, let following = next, following <= level, hasLost {
        found.append(index)
      } else {
        next = level
        hasLost = false
      }
    }
    return found
  }
}
