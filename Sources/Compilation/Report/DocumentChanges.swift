/// How the documents of a build differ from those of the bundle that it replaces.
package struct DocumentChanges: Equatable, Sendable {
  /// The sources of documents that the old bundle has not; in the order of the new one.
  package var added: [String] = []
  /// Those whose source has other bytes now.
  package var changed: [String] = []
  /// Those that the new bundle has not; in the order of the old one.
  package var removed: [String] = []
  /// How many are in both, of the same bytes.
  package var unchanged = 0

  package init() {}
}
