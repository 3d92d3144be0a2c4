/// Finds what the user may have meant.
package enum Spelling {
  /// The candidate with the fewest edits, the first of equals; `nil` when even that one is too far from `word`.
  package static func closest(to word: String, in candidates: [String]) -> String? {
    let typed = normalized(word)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
      let target = normalized(candidate)
      // A third of the letters may be wrong; words of one or two letters must match but for case and separators.
      let limit = max(typed.count, target.count) / 3
      let distance = edits(typed, target)
      if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.candidate
  }

  /// Lower case, with `_` and spaces as `-`.
  private static func normalized(_ word: String) -> [Unicode.Scalar] {
    word.unicodeScalars.prefix(64).map { scalar in
      switch scalar {
      case "A"..."Z": Unicode.Scalar(UInt8(scalar.value) + 32)
      case "_", " ": "-"
      default: scalar
      }
    }
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
  private static func edits(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, a) in left.enumerated() {
      var current = [row + 1]
      for (column, b) in right.enumerated() {
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (a == b ? 0 : 1))
        if row > 0, column > 0, a == right[column - 1], left[row - 1] == b {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
