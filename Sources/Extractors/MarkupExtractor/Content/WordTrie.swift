/// Words of ASCII letters with a value each, found in one pass over the bytes of a word.
///
/// An entry that ends in `*` stands for every word that begins with it; the longest entry that fits counts.
struct WordTrie<Value: Sendable>: Sendable {
  private struct Node: Sendable {
    /// The next node for `a…z`; 0 is none.
    var next: [UInt16] = Array(repeating: 0, count: 26)
    var whole: Value?
    var prefix: Value?
  }

  private var nodes: [Node] = [Node()]

  /// - Parameter entries: a value and its words, in lower case, separated by white space.
  init(_ entries: [(value: Value, words: String)]) {
    for (value, words) in entries {
      for word in words.split(whereSeparator: \.isWhitespace) { insert(word.utf8, value) }
    }
  }

  private mutating func insert(_ word: Substring.UTF8View, _ value: Value) {
    var node = 0
    for byte in word {
      guard byte != UInt8(ascii: "*") else {
        nodes[node].prefix = value
        return
      }
      let letter = Int(byte - UInt8(ascii: "a"))
      if nodes[node].next[letter] == 0 {
        nodes[node].next[letter] = UInt16(nodes.count)
        nodes.append(Node())
      }
      node = Int(nodes[node].next[letter])
    }
    nodes[node].whole = value
  }

  /// The value of a word of ASCII letters.
  func value(of word: ArraySlice<UInt8>) -> Value? {
    var node = 0
    var found = nodes[0].prefix
    for byte in word {
      let letter = ASCII.lower(byte) &- UInt8(ascii: "a")
      guard letter < 26 else { return found }
      node = Int(nodes[node].next[Int(letter)])
      guard node != 0 else { return found }
      if let prefix = nodes[node].prefix { found = prefix }
    }
    return nodes[node].whole ?? found
  }
}
