/// A library whose version can change what a build makes, and the version of it that runs.
package struct LibraryVersion: Hashable, Comparable, Sendable {
  /// As the field calls it: "libxml2".
  package var name: String
  /// As the library gives it: "2.9.14".
  package var version: String

  package init(_ name: String, _ version: String) {
    self.name = name
    self.version = version
  }

  /// By name, then by version, both bytewise.
  package static func < (left: Self, right: Self) -> Bool {
    left.name == right.name
      ? left.version.utf8.lexicographicallyPrecedes(right.version.utf8)
      : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }
}
