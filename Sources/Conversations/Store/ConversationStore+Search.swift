package import SQLite

/// A message that a search found.
package struct MessageMatch: Equatable, Sendable {
  package var message: Message
  package var sessionTitle: String

  package init(message: Message, sessionTitle: String) {
    self.message = message
    self.sessionTitle = sessionTitle
  }
}

extension ConversationStore {
  /// Messages that hold every word of `query`, the best first; the last word may be the beginning of one.
  ///
  /// Nothing in `query` is syntax: signs only separate words.
  package func searchMessages(
    _ query: String, _ access: Access, limit: Int = 20
  ) throws(DatabaseError) -> [MessageMatch] {
    let words = query.split { !($0.isLetter || $0.isNumber) }.map { $0.lowercased() }
    guard !words.isEmpty else { return [] }
    let condition = access.condition
    let columns = "sessions.title, \(Self.messageColumns)"
    return try database.read { (connection) throws(DatabaseError) in
      let rows: [SQLRow]
      switch dialect {
      case .sqlite:
        let match = words.map { "\"\($0)\"" }.joined(separator: " ") + "*"
        rows = try connection.run(
          """
          SELECT \(columns) FROM messages_text JOIN messages ON messages.rowid = messages_text.rowid
          JOIN sessions ON sessions.id = messages.session_id LEFT JOIN feedback ON feedback.message_id = messages.id
          WHERE messages_text MATCH ?\(condition.sql) ORDER BY messages_text.rank, messages.created_at DESC LIMIT ?
          """, [.text(match)] + condition.parameters + [.integer(limit)])
      case .postgresql:
        let match = words.map { "'\($0)'" }.joined(separator: " & ") + ":*"
        let vector = Schema.searchVector(of: "messages.content")
        let query = "to_tsquery('simple', \(Schema.withoutAccents("?")))"
        rows = try connection.run(
          """
          SELECT \(columns) FROM messages
          JOIN sessions ON sessions.id = messages.session_id LEFT JOIN feedback ON feedback.message_id = messages.id
          WHERE \(vector) @@ \(query)\(condition.sql)
          ORDER BY ts_rank(\(vector), \(query)) DESC, messages.created_at DESC LIMIT ?
          """, [.text(match)] + condition.parameters + [.text(match), .integer(limit)])
      }
      return rows.map {
        MessageMatch(message: Self.message(SQLRow(Array($0.values.dropFirst()))), sessionTitle: $0.text(0))
      }
    }
  }
}
