/// A parsed page: its nodes in document order, in flat arrays.
///
/// Node 0 is the root. The descendants of node `n` are `n + 1 ..< end[n]`, so a walk is a loop over indices, leaving out
/// a subtree is one assignment, and a page nested 100,000 deep needs no stack.
struct MarkupTree: Sendable {
  struct Attribute: Sendable {
    var name: HTMLAttribute
    /// The value, in `pool`.
    var range: Range<Int>
  }

  /// The kind of each node.
  var tags: [HTMLTag] = []
  /// The parent of each node; the root is its own.
  var parents: [Int32] = []
  /// The node after the last descendant of each node.
  var ends: [Int32] = []
  /// For a text node the range of its text in `pool`; for an element the range of its attributes in `attributes`.
  var starts: [Int32] = []
  var limits: [Int32] = []
  var attributes: [Attribute] = []
  /// UTF-8 of all texts and attribute values.
  var pool: [UInt8] = []
  /// Whether the page was deeper or larger than the limits and is cut.
  var isTruncated = false

  var count: Int { tags.count }

  func end(_ node: Int) -> Int { Int(ends[node]) }
  func parent(_ node: Int) -> Int { Int(parents[node]) }

  /// The bytes of a text node.
  func text(_ node: Int) -> Range<Int> {
    tags[node] == .text ? Int(starts[node])..<Int(limits[node]) : 0..<0
  }

  /// The attributes of an element, as indices into `attributes`; none for a text node.
  func attributeIndices(of node: Int) -> Range<Int> {
    tags[node] == .text ? 0..<0 : Int(starts[node])..<Int(limits[node])
  }

  /// The first attribute called `name` of an element; `nil` without one.
  func attribute(_ name: HTMLAttribute, of node: Int) -> Range<Int>? {
    guard tags[node] != .text else { return nil }
    var index = Int(starts[node])
    let limit = Int(limits[node])
    while index < limit {
      if attributes[index].name == name { return attributes[index].range }
      index += 1
    }
    return nil
  }

  func string(_ name: HTMLAttribute, of node: Int) -> String? {
    attribute(name, of: node).map { String(decoding: pool[$0], as: UTF8.self) }
  }

  /// Whether an attribute's value is `value`, ASCII letters compared without case and white space around it ignored.
  func attribute(_ name: HTMLAttribute, of node: Int, is value: StaticString) -> Bool {
    guard let range = attribute(name, of: node) else { return false }
    return ASCII.equals(ASCII.trim(pool[range]), value)
  }

  /// The text under a node, white space collapsed.
  func collapsedText(_ node: Int, limit: Int = .max) -> String {
    var text: [UInt8] = []
    var index = node
    while index < end(node), text.count < limit {
      if tags[index] == .text {
        text.append(contentsOf: pool[self.text(index)])
      } else if tags[index] == .br || tags[index].isBlock {
        text.append(UInt8(ascii: " "))
      }
      index = index != node && tags[index].isNeverContent ? end(index) : index + 1
    }
    return String(decoding: ASCII.collapse(text[...]), as: UTF8.self)
  }
}
