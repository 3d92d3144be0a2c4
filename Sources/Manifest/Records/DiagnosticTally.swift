internal import Common

/// Diagnostics of one file, the first of each kind in full and the rest as a count: a file with a million bad lines
/// must not bury everything else.
struct DiagnosticTally {
  private(set) var listed: [Diagnostic] = []
  private var counts: [(identifier: String, severity: Diagnostic.Severity, count: Int)] = []

  private static let limit = 20

  mutating func append(_ diagnostic: Diagnostic) {
    if let index = counts.firstIndex(where: { $0.identifier == diagnostic.identifier }) {
      counts[index].count += 1
      if counts[index].count > Self.limit { return }
    } else {
      counts.append((diagnostic.identifier, diagnostic.severity, 1))
    }
    listed.append(diagnostic)
  }

  /// What was listed, and a line for each kind that had more.
  func summary(file: String) -> [Diagnostic] {
    var result = listed
    for (identifier, severity, count) in counts where count > Self.limit {
      let more = count - Self.limit
      result.append(
        Diagnostic(
          severity, identifier, at: SourceLocation(file: file),
          more == 1 ? "1 more record has the same problem" : "\(more) more records have the same problem"))
    }
    return result
  }
}
