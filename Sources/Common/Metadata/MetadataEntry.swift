/// A named value about a document: `author`, `product`, `year`.
///
/// Lists of entries are kept sorted by key and then value, so that the order of the source never reaches a bundle.
package struct MetadataEntry: Hashable, Comparable, Sendable {
  package var key: String
  package var value: String

  package init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }

  package static func < (left: Self, right: Self) -> Bool { (left.key, left.value) < (right.key, right.value) }
}
