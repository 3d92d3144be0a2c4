internal import Common
package import SQLite

extension ConversationStore {
  static let messageColumns = """
    messages.id, messages.session_id, messages.position, messages.role, messages.content, messages.created_at, \
    messages.citations, messages.sentiment, messages.sentiment_score, messages.emotion, messages.provider, \
    messages.model, messages.input_tokens, messages.output_tokens, messages.cost, messages.milliseconds, \
    messages.answered, feedback.rating, feedback.reason
    """

  static func message(_ row: SQLRow) -> Message {
    Message(
      id: row.text(0), session: row.text(1), position: row.integer(2),
      role: Message.Role(rawValue: row.text(3)) ?? .user,
      content: row.text(4), created: Timestamp(milliseconds: row.integer(5)), citations: JSONValue(stored: row.text(6)),
      sentiment: row.optionalText(7).map {
        MessageSentiment(label: $0, score: row.real(8), emotion: row.optionalText(9))
      },
      production: row.optionalText(10).map {
        Production(
          provider: $0, model: row.text(11), inputTokens: row.integer(12), outputTokens: row.integer(13),
          cost: row.real(14), milliseconds: row.real(15), isAnswered: row.flag(16))
      },
      feedback: row.optionalInteger(17).flatMap(Feedback.Rating.init).map {
        Feedback(rating: $0, reason: row.text(18))
      })
  }

  /// Adds messages to the end of a session, in one transaction, and counts the usage of those that a model made.
  ///
  /// The first question becomes the title of a session that has none. An answer belongs to the question before it.
  ///
  /// - Parameter messages: their ids and times stay; sessions and positions are set here.
  /// - Returns: the messages as they are stored; `nil` when the session is not there for this caller.
  package func append(
    _ messages: [Message], to session: String, _ access: Access
  ) throws(DatabaseError) -> [Message]? {
    let condition = access.condition
    return try database.write { (connection) throws(DatabaseError) in
      let lock = dialect == .postgresql ? " FOR UPDATE" : ""
      guard
        let row = try connection.first(
          "SELECT title FROM sessions WHERE id = ?\(condition.sql)\(lock)", [.text(session)] + condition.parameters)
      else { return nil }
      let last = try connection.first(
        "SELECT position, id, role FROM messages WHERE session_id = ? ORDER BY position DESC LIMIT 1", [.text(session)])
      var position = last.map { $0.integer(0) + 1 } ?? 0
      var question = last.flatMap { $0.text(2) == Message.Role.user.rawValue ? $0.text(1) : nil }
      var stored: [Message] = []
      for var message in messages {
        message.session = session
        message.position = position
        try insert(message, question: message.role == .assistant ? question : nil, connection)
        question = message.role == .user ? message.id : nil
        position += 1
        stored.append(message)
      }
      let title = messages.first { $0.role == .user }.map { Self.title(from: $0.content) }
      try connection.run(
        "UPDATE sessions SET updated_at = ?, title = ? WHERE id = ?",
        [
          .integer(stored.last?.created.milliseconds ?? now().milliseconds),
          .text(row.text(0).isEmpty ? title ?? "" : row.text(0)), .text(session),
        ])
      return stored
    }
  }

  var dialect: SQLDialect { database.dialect }

  /// The messages of a session in order; empty when it is not there for this caller.
  package func messages(
    of session: String, _ access: Access, limit: Int = 1_000, from position: Int = 0
  ) throws(DatabaseError) -> [Message] {
    let condition = access.condition
    return try database.read { (connection) throws(DatabaseError) in
      try connection.run(
        """
        SELECT \(Self.messageColumns) FROM messages JOIN sessions ON sessions.id = messages.session_id
        LEFT JOIN feedback ON feedback.message_id = messages.id
        WHERE session_id = ? AND position >= ?\(condition.sql) ORDER BY position LIMIT ?
        """,
        [.text(session), .integer(position)] + condition.parameters + [.integer(limit)]
      ).map(Self.message)
    }
  }

  /// Keeps what a reader thought of an answer, once a message; false when there is no such answer for this caller.
  package func setFeedback(
    _ feedback: Feedback, on message: String, _ access: Access
  ) throws(DatabaseError) -> Bool {
    let condition = access.condition
    let moment = now().milliseconds
    return try database.write { (connection) throws(DatabaseError) in
      let found = try connection.first(
        """
        SELECT 1 FROM messages JOIN sessions ON sessions.id = messages.session_id
        WHERE messages.id = ? AND messages.role = 'assistant'\(condition.sql)
        """, [.text(message)] + condition.parameters)
      guard found != nil else { return false }
      try connection.run(
        """
        INSERT INTO feedback (message_id, rating, reason, created_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (message_id) DO UPDATE SET rating = excluded.rating, reason = excluded.reason,
          created_at = excluded.created_at
        """,
        [.text(message), .integer(feedback.rating.rawValue), .text(feedback.reason), .integer(moment)])
      return true
    }
  }

  func insert(
    _ message: Message, question: String?, _ connection: any DatabaseConnection
  ) throws(DatabaseError) {
    let day = message.created.day
    let made = message.production
    try connection.run(
      """
      INSERT INTO messages (id, session_id, position, role, content, created_at, day, citations, sentiment,
        sentiment_score, emotion, provider, model, input_tokens, output_tokens, cost, milliseconds, answered, question_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(message.id), .text(message.session), .integer(message.position), .text(message.role.rawValue),
        .text(message.content), .integer(message.created.milliseconds), .text(day), .text(message.citations.stored),
        .optional(message.sentiment?.label), .optional(message.sentiment?.score), .optional(message.sentiment?.emotion),
        .optional(made?.provider), .optional(made?.model), .optional(made?.inputTokens), .optional(made?.outputTokens),
        .optional(made?.cost), .optional(made?.milliseconds), .optional(made.map { $0.isAnswered ? 1 : 0 }),
        .optional(question),
      ])
    for citation in message.citations.array ?? [] {
      guard let source = citation["source"]?.string else { continue }
      try connection.run(
        """
        INSERT INTO cited_documents (message_id, bundle, source, title, day) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (message_id, bundle, source) DO NOTHING
        """,
        [
          .text(message.id), .text(citation["bundle"]?.string ?? ""), .text(source),
          .text(citation["title"]?.string ?? source), .text(day),
        ])
    }
  }

  /// The first line of a question, cut at a word after about 60 characters.
  package static func title(from question: String) -> String {
    let line = question.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) } ?? ""
    let words = line.split(whereSeparator: \.isWhitespace)
    var title = ""
    for word in words {
      if !title.isEmpty, title.count + word.count + 1 > 60 { return title + "…" }
      title += (title.isEmpty ? "" : " ") + word
    }
    return title.count > 80 ? String(title.prefix(60)) + "…" : title
  }
}
