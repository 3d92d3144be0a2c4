internal import Common

/// The text of the article as the page's structured data (schema.org in JSON-LD) gives it, to be found again on the page.
///
/// It is evidence and not the text: many sites shorten it, and it has no headings, tables or code.
struct ArticleEvidence {
  /// Hashes of every five words in a row.
  private var shingles: Set<UInt64> = []

  private static let width = 5

  init(_ bodies: [String]) {
    for body in bodies {
      var words = WordHashes(Array(body.utf8)[...])
      var window: [UInt64] = []
      while let word = words.next() {
        if window.count == Self.width { window.removeFirst() }
        window.append(word)
        if window.count == Self.width { shingles.insert(Self.hash(window)) }
      }
    }
  }

  var isEmpty: Bool { shingles.isEmpty }

  /// Whether most of a run's words stand in the article in the same order.
  func confirms(_ run: PageText.Run, _ tree: MarkupTree) -> Bool {
    var window: [UInt64] = []
    var seen = 0
    var found = 0
    for node in run.nodes where tree.tags[node] == .text {
      var words = WordHashes(tree.pool[tree.text(node)])
      while let word = words.next() {
        if window.count == Self.width { window.removeFirst() }
        window.append(word)
        guard window.count == Self.width else { continue }
        seen += 1
        if shingles.contains(Self.hash(window)) { found += 1 }
      }
    }
    return seen > 0 && found * 2 >= seen
  }

  private static func hash(_ window: [UInt64]) -> UInt64 {
    window.reduce(14_695_981_039_346_656_037) { ($0 ^ $1) &* 1_099_511_628_211 }
  }
}

/// The words of a text, hashed (FNV-1a), case and marks left out.
private struct WordHashes {
  private let bytes: ArraySlice<UInt8>
  private var index: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  mutating func next() -> UInt64? {
    var hash: UInt64 = 0
    while index < bytes.endIndex {
      let byte = bytes[index]
      // Spaces without break and typographic marks lie in two blocks of two and three bytes.
      let skipped = byte == 0xC2 ? 2 : byte == 0xE2 ? 3 : byte >= 0x80 || ASCII.isAlphanumeric(byte) ? 0 : 1
      if skipped > 0 {
        index = min(index + skipped, bytes.endIndex)
        if hash != 0 { return hash }
      } else {
        if hash == 0 { hash = 14_695_981_039_346_656_037 }
        hash = (hash ^ UInt64(ASCII.lower(byte))) &* 1_099_511_628_211
        index += 1
      }
    }
    return hash == 0 ? nil : hash
  }
}
