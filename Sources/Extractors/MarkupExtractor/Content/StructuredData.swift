internal import Common

/// What the page's JSON-LD says: the objects in it, whether alone, in an array or under `@graph`.
struct StructuredData {
  private(set) var objects: [JSONValue] = []

  init(_ scripts: [ArraySlice<UInt8>]) {
    for script in scripts {
      if let value = Self.parse(script) { collect(value, depth: 0) }
    }
  }

  private static func parse(_ script: ArraySlice<UInt8>) -> JSONValue? {
    do {
      return try JSONValue(parsing: script)
    } catch {
      // Line breaks in strings, comment marks and a comma too many are common; what is not JSON is no evidence.
      return try? JSONValue(parsing: repaired(script))
    }
  }

  private static func repaired(_ script: ArraySlice<UInt8>) -> [UInt8] {
    script.map { $0 < 0x20 ? 0x20 : $0 }
  }

  private mutating func collect(_ value: JSONValue, depth: Int) {
    guard depth < Self.deepest else { return }
    switch value {
    case .array(let values): for value in values { collect(value, depth: depth + 1) }
    case .object(let members):
      objects.append(value)
      for member in members where Self.containers.contains(member.name) { collect(member.value, depth: depth + 1) }
    default: break
    }
  }

  /// The members whose objects are about the page too.
  private static let containers = ["@graph", "mainEntity", "mainEntityOfPage"]
  private static let deepest = 8

  /// The objects that are an article of some kind.
  var articles: [JSONValue] {
    objects.filter { object in object.types.contains { $0.hasSuffix("Article") || $0 == "BlogPosting" } }
  }

  var articleBodies: [String] { objects.compactMap { $0["articleBody"]?.string } }
}

extension JSONValue {
  /// The names of an object's schema.org types.
  var types: [String] {
    switch self["@type"] {
    case .string(let type): [type]
    case .array(let types): types.compactMap(\.string)
    default: []
    }
  }
}
