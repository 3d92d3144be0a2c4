/// A token and the bytes of the input that it stands for.
package struct WordPieceToken: Hashable, Sendable {
  /// The token's id in the vocabulary.
  package var id: Int32
  /// UTF-8 byte offsets in the text that was encoded; marks that were stripped belong to the letter before them.
  package var range: Range<Int>

  package init(id: Int32, range: Range<Int>) {
    self.id = id
    self.range = range
  }
}

/// What encoding fills; three implementations, so that ids, counts and ranges cost no more than they must.
protocol TokenSink {
  /// Whether `append` needs ranges.
  static var keepsRanges: Bool { get }
  var count: Int { get }
  /// True when nothing more is wanted; asked between words.
  var isFull: Bool { get }
  mutating func append(id: Int32, from start: Int, to end: Int)
  /// Takes back all but the first `count` tokens.
  mutating func truncate(to count: Int)
}

struct TokenIDSink: TokenSink {
  var ids: [Int32] = []
  var limit = Int.max

  static var keepsRanges: Bool { false }
  var count: Int { ids.count }
  var isFull: Bool { ids.count >= limit }

  @inline(__always)
  mutating func append(id: Int32, from start: Int, to end: Int) { ids.append(id) }
  mutating func truncate(to count: Int) { ids.removeLast(ids.count - count) }
}

struct TokenCountSink: TokenSink {
  var count = 0

  static var keepsRanges: Bool { false }
  var isFull: Bool { false }

  @inline(__always)
  mutating func append(id: Int32, from start: Int, to end: Int) { count += 1 }
  mutating func truncate(to count: Int) { self.count = count }
}

struct TokenRangeSink: TokenSink {
  var tokens: [WordPieceToken] = []

  static var keepsRanges: Bool { true }
  var count: Int { tokens.count }
  var isFull: Bool { false }

  mutating func append(id: Int32, from start: Int, to end: Int) {
    tokens.append(WordPieceToken(id: id, range: start..<max(start, end)))
  }
  mutating func truncate(to count: Int) { tokens.removeLast(tokens.count - count) }
}
