internal import Common
internal import Settings

extension ValueFormat {
  /// A value that remembers where it stands.
  static func located<Element>(_ element: ValueFormat<Element>) -> ValueFormat where Value == Located<Element> {
    element.map({ value, node, context in Located(value, at: context.location(of: node)) }, { $0.value })
  }
}

extension ValueFormat where Value == [MetadataEntry] {
  /// Metadata: names with a text or several.
  static let metadata = ValueFormat.map(
    ValueFormat<String>.nonEmptyText, allowsLists: true, make: { MetadataEntry($0, $1) }, name: { $0.key },
    value: { $0.value }
  ).map({ entries, _, _ in Self.sorted(entries) }, { $0 })

  /// Sorted bytewise by key and value, without doubles.
  static func sorted(_ entries: [MetadataEntry]) -> [MetadataEntry] {
    var result: [MetadataEntry] = []
    let sorted = entries.sorted {
      if !$0.key.utf8.elementsEqual($1.key.utf8) { return $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      return $0.value.utf8.lexicographicallyPrecedes($1.value.utf8)
    }
    for entry in sorted where entry != result.last { result.append(entry) }
    return result
  }
}

extension ValueFormat where Value == [String] {
  /// Tags: one text or a list, sorted bytewise without doubles.
  static let tags = ValueFormat.oneOrMore(.nonEmptyText, minimum: 0).map({ tags, _, _ in Self.sorted(tags) }, { $0 })

  static func sorted(_ texts: [String]) -> [String] {
    var result: [String] = []
    for text in texts.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where text != result.last {
      result.append(text)
    }
    return result
  }
}
