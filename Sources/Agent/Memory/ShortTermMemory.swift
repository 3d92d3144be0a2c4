package import LanguageModels
internal import Retrieval

/// The last interactions of each session: what was asked, where the answer came from. It lives as long as the process.
package actor ShortTermMemory {
  /// Interactions of a session that are kept, and shown to models.
  private static let keptCount = 5
  private static let shownCount = 3
  private static let lineLength = 200

  private let sessionLimit: Int
  /// The session that was used last stands last.
  private var sessions: [(id: String, lines: [String])] = []

  /// - Parameter sessionLimit: sessions at most; the one that was not used for longest goes.
  package init(sessionLimit: Int = 1_000) { self.sessionLimit = sessionLimit }

  /// The last interactions of a session, oldest first, as models see them.
  package func lines(of session: String?) -> [String] {
    guard let session, let entry = sessions.first(where: { $0.id == session }) else { return [] }
    return entry.lines.suffix(Self.shownCount)
  }

  package func note(_ reply: Reply, message: String, session: String?) {
    guard let session else { return }
    var sources: [String] = []
    for citation in reply.citations where !sources.contains(citation.source.name) {
      sources.append(citation.source.name)
    }
    let found = sources.isEmpty ? reply.outcome.rawValue : "answered from \(sources.prefix(3).joined(separator: ", "))"
    let asked = message.split { $0.isWhitespace }.joined(separator: " ").prefix(Self.lineLength / 2)
    let line = String("\"\(asked)\": \(found)".prefix(Self.lineLength))
    var lines: [String] = []
    if let index = sessions.firstIndex(where: { $0.id == session }) { lines = sessions.remove(at: index).lines }
    lines.append(line)
    sessions.append((session, lines.suffix(Self.keptCount)))
    if sessions.count > sessionLimit { sessions.removeFirst(sessions.count - sessionLimit) }
  }

  /// Forgets a session.
  package func forget(_ session: String) { sessions.removeAll { $0.id == session } }
}
