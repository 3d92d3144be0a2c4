package import Common

/// What a build would do.
package struct BuildPlan: Equatable, Sendable {
  package var changes: DocumentChanges
  /// `manifest`, `spec`, `model`, `dictionary`: what differs from the old bundle's, so that all documents may come out differently.
  package var changedSettings: [String]
  /// Of the manifest, the spec, the names of files, the records and the questions; documents are not opened, unless
  /// duplicates are left out.
  package var diagnostics: [Diagnostic]

  /// Whether a build would write other bytes.
  package var hasChanges: Bool {
    !changes.added.isEmpty || !changes.changed.isEmpty || !changes.removed.isEmpty || !changedSettings.isEmpty
  }
}
