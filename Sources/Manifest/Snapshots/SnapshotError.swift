package import Common

/// Why the body of a pinned page cannot be had.
package enum SnapshotError: Error, Hashable, Sendable {
  case missing(path: String)
  /// The file is not the body that it is named after.
  case altered(path: String, detail: String)
  case unreadable(SystemError)

  /// A stable kebab-case name, the identifier of the diagnostic.
  package var identifier: String {
    switch self {
    case .missing: "missing-snapshot"
    case .altered: "altered-snapshot"
    case .unreadable: "unreadable-snapshot"
    }
  }

  /// The failure as the user sees it, at the place of the pin.
  package func diagnostic(for url: String, at location: SourceLocation?) -> Diagnostic {
    let reason =
      switch self {
      case .missing(let path): "the snapshot `\(path)` of `\(url)` is missing"
      case .altered(let path, let detail): "the snapshot `\(path)` of `\(url)` is not what was fetched: \(detail)"
      case .unreadable(let error): "the snapshot of `\(url)` cannot be read: \(error)"
      }
    let remedy =
      switch self {
      case .unreadable: "check the permissions of the file"
      default: "restore the file from version control, or run `kbc fetch` to get the page again"
      }
    return Diagnostic(.error, identifier, at: location, reason, remedy: remedy)
  }
}
