/// How the documents and the files of questions of a build differ from those of the bundle that it replaces.
package struct DocumentChanges: Equatable, Sendable {
  /// The sources that the old bundle has not; documents, then files of questions, in the order of the new one.
  package var added: [String] = []
  /// Those whose source has other bytes now, or other questions.
  package var changed: [String] = []
  /// Those that the new bundle has not; in the order of the old one.
  package var removed: [String] = []
  /// How many are the same in both.
  package var unchanged = 0

  package init() {}
}
