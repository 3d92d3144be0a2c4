internal import Common
internal import Extraction

/// Collects values under their paths: "servers[0].name: alpha".
///
/// The members of the outermost object are headings where they hold more than one value, so that each value's chunk
/// knows its part of the file.
struct PathValueBlocks {
  private(set) var blocks: [RawBlock] = []
  private(set) var textBytes = 0
  private let limit: Int
  private let maximumDepth: Int

  init(limit: Int, maximumDepth: Int = 256) {
    self.limit = limit
    self.maximumDepth = maximumDepth
  }

  var isFull: Bool { textBytes > limit }

  mutating func add(_ value: JSONValue) {
    switch value {
    case .object(let members):
      for member in members where !isFull {
        if Self.isContainer(member.value) { append(RawBlock(.heading(level: 1), member.name)) }
        add(member.value, path: Self.key(member.name), depth: 1)
      }
    case .array(let values):
      for (index, value) in values.enumerated() where !isFull { add(value, path: "[\(index)]", depth: 1) }
    default: append(RawBlock(.paragraph, Self.text(value)))
    }
  }

  private mutating func add(_ value: JSONValue, path: String, depth: Int) {
    guard depth <= maximumDepth, !isFull else { return }
    switch value {
    case .object(let members):
      if members.isEmpty { append(path, "{}") }
      for member in members where !isFull { add(member.value, path: path + Self.step(member.name), depth: depth + 1) }
    case .array(let values):
      if values.isEmpty { append(path, "[]") }
      // A list of short values is one line.
      if values.count > 1, values.allSatisfy({ !Self.isContainer($0) }) {
        let texts = values.map(Self.text)
        if texts.reduce(0, { $0 + $1.utf8.count }) <= 400 { return append(path, texts.joined(separator: ", ")) }
      }
      for (index, value) in values.enumerated() where !isFull {
        add(value, path: path + "[\(index)]", depth: depth + 1)
      }
    default: append(path, Self.text(value))
    }
  }

  /// Adds a row of its own.
  mutating func appendRecord(_ text: String) { append(RawBlock(.tableRow, text)) }

  private mutating func append(_ path: String, _ text: String) {
    append(RawBlock(.listItem(depth: 1), "\(path): \(text)"))
  }

  private mutating func append(_ block: RawBlock) {
    textBytes += block.text.utf8.count
    blocks.append(block)
  }

  private static func isContainer(_ value: JSONValue) -> Bool {
    switch value {
    case .object, .array: true
    default: false
    }
  }

  private static func key(_ name: String) -> String { String(step(name).drop { $0 == "." }) }

  /// ".name", or `["two words"]` for a name that a dot would not keep apart.
  private static func step(_ name: String) -> String {
    let isPlain = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && ![0x2E, 0x22, 0x5B, 0x5D].contains($0) }
    return isPlain ? "." + name : "[\"\(name)\"]"
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): value
    case .array, .object: ""
    }
  }
}
