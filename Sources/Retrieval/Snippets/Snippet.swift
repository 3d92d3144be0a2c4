/// A piece of a hit's text around the words of the query.
package struct Snippet: Equatable, Sendable {
  /// One line: white space of any kind is one space; an ellipsis stands where text was cut.
  package var text: String
  /// The query's words, in bytes of `text`, in order.
  package var highlights: [Range<Int>]

  package init(text: String, highlights: [Range<Int>]) {
    self.text = text
    self.highlights = highlights
  }

  /// Cuts the window of at most `maximumBytes` that holds most different terms of the query, the first one of the best.
  ///
  /// - Parameters:
  ///   - query: the terms of the query.
  ///   - analyze: the terms of a text in order, with the places of their words.
  /// - Complexity: O(words · words in a window).
  package init(
    of source: String, query: Set<String>, maximumBytes: Int,
    analyze: ([UInt8]) -> [(term: String, range: Range<Int>)]
  ) {
    let utf8 = Self.oneLine(source)
    let analyzed = analyze(utf8)
    let words = analyzed.map(\.range)
    let terms = analyzed.map { query.contains($0.term) ? $0.term : nil }
    var best = (start: 0, count: -1)
    for start in words.indices where start == 0 || terms[start] != nil {
      var seen: Set<String> = []
      for index in start..<words.count {
        guard words[index].upperBound - words[start].lowerBound <= maximumBytes else { break }
        if let term = terms[index] { seen.insert(term) }
      }
      if seen.count > best.count { best = (start, seen.count) }
    }
    // The matches stand in the middle rather than at the edge.
    var first = best.start
    let lead = maximumBytes / 4
    while first > 0, words[best.start].lowerBound - words[first - 1].lowerBound <= lead { first -= 1 }
    var last = first
    while last + 1 < words.count, words[last + 1].upperBound - words[first].lowerBound <= maximumBytes { last += 1 }
    let start = first == 0 || words.isEmpty ? 0 : words[first].lowerBound
    var end = words.isEmpty || last == words.count - 1 ? utf8.count : words[last].upperBound
    if end - start > 2 * maximumBytes { end = Self.boundary(in: utf8, atMost: start + maximumBytes) }
    let before = start > 0 ? "… " : ""
    let after = end < utf8.count ? " …" : ""
    text = before + String(decoding: utf8[start..<end], as: UTF8.self) + after
    let shift = before.utf8.count - start
    highlights = []
    for (word, term) in zip(words, terms) where term != nil && word.lowerBound >= start && word.upperBound <= end {
      let marked = (word.lowerBound + shift)..<(word.upperBound + shift)
      // Scripts without spaces give overlapping words.
      if let last = highlights.last, marked.lowerBound < last.upperBound {
        highlights[highlights.count - 1] = last.lowerBound..<max(last.upperBound, marked.upperBound)
      } else {
        highlights.append(marked)
      }
    }
  }

  /// Runs of white space and control characters become one space; none at either end.
  private static func oneLine(_ text: String) -> [UInt8] {
    var line: [UInt8] = []
    for byte in text.utf8 {
      if byte > 0x20, byte != 0x7F {
        line.append(byte)
      } else if let last = line.last, last != 0x20 {
        line.append(0x20)
      }
    }
    if line.last == 0x20 { line.removeLast() }
    return line
  }

  /// The last place at or before `position` that does not cut a character.
  private static func boundary(in utf8: [UInt8], atMost position: Int) -> Int {
    var position = min(position, utf8.count)
    while position > 0, position < utf8.count, utf8[position] & 0xC0 == 0x80 { position -= 1 }
    return position
  }
}
