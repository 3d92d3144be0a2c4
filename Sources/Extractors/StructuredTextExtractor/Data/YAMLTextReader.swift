internal import Common
internal import Extraction
internal import Yams

/// Reads YAML as paths and values; several documents in one file follow each other. Comments are left out.
struct YAMLTextReader {
  let limit: Int

  /// Collections inside each other; the parser recurses.
  private static let maximumDepth = 200
  /// Values that one file may give, aliases counted each time.
  private static let maximumValues = 5_000_000

  func read(_ text: [UInt8]) throws(ExtractionFailure) -> RawDocument {
    guard Self.isShallow(text) else { throw .malformed(detail: "its collections are nested too deeply") }
    var blocks = PathValueBlocks(limit: limit)
    var title: String?
    do {
      let parser = try Parser(yaml: String(decoding: text, as: UTF8.self), resolver: .basic, encoding: .utf8)
      while let node = try parser.nextRoot(), !blocks.isFull {
        var budget = Self.maximumValues
        guard let value = Self.value(node, depth: 0, &budget) else { throw TooLarge() }
        if title == nil { title = value["title"]?.string }
        blocks.add(value)
      }
    } catch is TooLarge {
      throw .tooLarge(what: "the text", limit: limit)
    } catch {
      throw .malformed(detail: Self.describe(error))
    }
    return RawDocument(title: title, blocks: blocks.blocks)
  }

  private struct TooLarge: Error {}

  /// The parser recurses once for each bracket, indentation and dash; this bounds all three before it runs.
  private static func isShallow(_ text: [UInt8]) -> Bool {
    var brackets = 0
    var dashes = 0
    var isStart = true
    var indentation = 0
    for (index, byte) in text.enumerated() {
      switch byte {
      case 0x0A:
        isStart = true
        indentation = 0
        dashes = 0
      case 0x20 where isStart: indentation += 1
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        brackets += 1
        isStart = false
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        brackets = max(brackets - 1, 0)
        isStart = false
      case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
        // "- - - a" and "? ? ? a" nest within a line.
        if index + 1 < text.count, text[index + 1] == 0x20 || text[index + 1] == 0x0A { dashes += 1 }
        if byte == UInt8(ascii: ":") { isStart = false }
      default: isStart = false
      }
      if brackets > maximumDepth || dashes > maximumDepth || indentation > 4 * maximumDepth { return false }
    }
    return true
  }

  /// `nil` when the budget is used up.
  private static func value(_ node: Node, depth: Int, _ budget: inout Int) -> JSONValue? {
    budget -= 1
    guard budget > 0, depth <= 4 * maximumDepth else { return nil }
    switch node {
    case .scalar(let scalar): return .string(scalar.string)
    case .sequence(let sequence):
      var values: [JSONValue] = []
      for node in sequence {
        guard let value = value(node, depth: depth + 1, &budget) else { return nil }
        values.append(value)
      }
      return .array(values)
    case .mapping(let mapping):
      var members: [JSONValue.Member] = []
      for (key, node) in mapping {
        guard let value = value(node, depth: depth + 1, &budget) else { return nil }
        members.append(.init(key.scalar?.string ?? "?", value))
      }
      return .object(members)
    case .alias: return .string("")
    }
  }

  private static func describe(_ error: any Error) -> String {
    guard let error = error as? YamlError else { return "it is not YAML" }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return "line \(mark.line): \(problem)"
    case .duplicatedKeysInMapping(let keys, let context):
      return "line \(context.mark.line): the key \(keys.map { "\($0)" }.sorted().first ?? "") is there more than once"
    default: return "it is not YAML"
    }
  }
}
