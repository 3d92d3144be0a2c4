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

  /// The objects that are about the page, articles first.
  private var pages: [JSONValue] {
    articles + objects.filter { $0.types.contains { $0.hasSuffix("Page") || $0.hasSuffix("Work") || $0 == "HowTo" } }
  }

  /// The first text that a page or article gives for `name`.
  func value(_ name: String) -> String? {
    pages.lazy.compactMap { Self.text($0[name]) }.first
  }

  /// The names of the authors.
  var authors: [String] {
    pages.lazy.map { Self.names($0["author"]) }.first { !$0.isEmpty } ?? []
  }

  var keywords: [String] {
    for page in pages {
      switch page["keywords"] {
      case .string(let text): return [text]
      case .array(let values): return values.compactMap(\.string)
      default: break
      }
    }
    return []
  }

  /// The name of the site or, without one, of the publisher.
  var site: String? {
    let site = objects.first { $0.types.contains("WebSite") }?["name"]
    return Self.text(site) ?? pages.lazy.compactMap { Self.names($0["publisher"]).first }.first
  }

  private static func text(_ value: JSONValue?) -> String? {
    switch value {
    case .string(let text): PageStatements.filled(text)
    case .array(let values): values.lazy.compactMap { text($0) }.first
    default: nil
    }
  }

  /// The names of persons and organisations, which may be objects or plain text.
  private static func names(_ value: JSONValue?) -> [String] {
    switch value {
    case .array(let values): values.flatMap { names($0) }
    case .object: text(value?["name"]).map { [$0] } ?? []
    default: text(value).map { $0.contains("://") ? [] : [$0] } ?? []
    }
  }
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
