package import Common
package import SQLite

/// A file of conversations that cannot be taken in.
package struct TransferError: Error, Equatable, CustomStringConvertible {
  /// Where in the file: `sessions[3].messages[0].role`.
  package var place: String
  package var expected: String

  package var description: String { "\(place): expected \(expected)" }
}

extension ConversationStore {
  /// The version of the export's layout.
  package static let transferVersion = 1

  /// Sessions of a caller with their messages, as one JSON document.
  package func export(_ access: Access, sessions identifiers: [String]? = nil) throws(DatabaseError) -> JSONValue {
    var exported: [JSONValue] = []
    var sessions: [Session] = []
    if let identifiers {
      for identifier in identifiers {
        if let session = try session(identifier, access) { sessions.append(session) }
      }
    } else {
      sessions = try self.sessions(access, limit: 100_000)
    }
    for session in sessions {
      let messages = try messages(of: session.id, access, limit: 100_000)
      exported.append(
        .object([
          "id": .string(session.id), "title": .string(session.title), "created": .string("\(session.created)"),
          "updated": .string("\(session.updated)"), "active": .bool(session.isActive), "metadata": session.metadata,
          "messages": .array(messages.map(\.transfer)),
        ]))
    }
    return .object([
      "format": "almanac-conversations", "version": .integer(Self.transferVersion), "sessions": .array(exported),
    ])
  }

  /// Takes in what `export` gave, for `owner`. Sessions and messages get new ids, so that nothing is overwritten and the
  /// same file can be taken in twice.
  ///
  /// - Returns: the new sessions. All of the file is checked before anything is written; one transaction writes it.
  package func importing(
    _ document: JSONValue, owner: String
  ) throws -> [Session] {
    let sessions = try Self.parsed(document, owner: owner)
    return try database.write { (connection) throws(DatabaseError) in
      for (session, messages) in sessions {
        try connection.run(
          """
          INSERT INTO sessions (id, owner, title, created_at, updated_at, active, metadata)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
          [
            .text(session.id), .text(owner), .text(session.title), .integer(session.created.milliseconds),
            .integer(session.updated.milliseconds), .flag(session.isActive), .text(session.metadata.stored),
          ])
        var question: String?
        for message in messages {
          try insert(message, question: message.role == .assistant ? question : nil, connection)
          question = message.role == .user ? message.id : nil
          if let feedback = message.feedback {
            try connection.run(
              "INSERT INTO feedback (message_id, rating, reason, created_at) VALUES (?, ?, ?, ?)",
              [
                .text(message.id), .integer(feedback.rating.rawValue), .text(feedback.reason),
                .integer(message.created.milliseconds),
              ])
          }
        }
      }
      return sessions.map(\.session)
    }
  }

  private static func parsed(
    _ document: JSONValue, owner: String
  ) throws(TransferError) -> [(session: Session, messages: [Message])] {
    guard document["format"]?.string == "almanac-conversations" else {
      throw TransferError(place: "format", expected: "\"almanac-conversations\"")
    }
    guard document["version"]?.integer == transferVersion else {
      throw TransferError(place: "version", expected: "\(transferVersion)")
    }
    guard let entries = document["sessions"]?.array else {
      throw TransferError(place: "sessions", expected: "an array")
    }
    var sessions: [(session: Session, messages: [Message])] = []
    for (index, entry) in entries.enumerated() {
      let place = "sessions[\(index)]"
      var session = Session(
        id: newID(), owner: owner, title: try text(entry, "title", place),
        created: try moment(entry, "created", place), updated: try moment(entry, "updated", place))
      session.isActive = entry["active"]?.bool ?? true
      if let metadata = entry["metadata"], case .object = metadata { session.metadata = metadata }
      guard let values = entry["messages"]?.array else {
        throw TransferError(place: "\(place).messages", expected: "an array")
      }
      var messages: [Message] = []
      for (position, value) in values.enumerated() {
        messages.append(
          try message(value, session: session.id, position: position, "\(place).messages[\(position)]"))
      }
      session.messageCount = messages.count
      sessions.append((session, messages))
    }
    return sessions
  }

  private static func message(
    _ value: JSONValue, session: String, position: Int, _ place: String
  ) throws(TransferError) -> Message {
    guard let role = Message.Role(rawValue: try text(value, "role", place)) else {
      throw TransferError(
        place: "\(place).role", expected: Message.Role.allCases.map(\.rawValue).joined(separator: ", "))
    }
    var message = Message(
      id: newID(), session: session, position: position, role: role, content: try text(value, "content", place),
      created: try moment(value, "created", place))
    if let citations = value["citations"], case .array = citations { message.citations = citations }
    if let sentiment = value["sentiment"], let label = sentiment["label"]?.string {
      message.sentiment = MessageSentiment(
        label: label, score: sentiment["score"]?.number ?? 0, emotion: sentiment["emotion"]?.string)
    }
    if let made = value["production"], let provider = made["provider"]?.string {
      message.production = Production(
        provider: provider, model: made["model"]?.string ?? "", inputTokens: made["inputTokens"]?.integer ?? 0,
        outputTokens: made["outputTokens"]?.integer ?? 0, cost: made["cost"]?.number ?? 0,
        milliseconds: made["milliseconds"]?.number ?? 0, isAnswered: made["answered"]?.bool ?? true)
    }
    if let given = value["feedback"], let rating = given["rating"]?.integer.flatMap(Feedback.Rating.init),
      role == .assistant
    {
      message.feedback = Feedback(rating: rating, reason: given["reason"]?.string ?? "")
    }
    return message
  }

  private static func text(_ value: JSONValue, _ name: String, _ place: String) throws(TransferError) -> String {
    guard let text = value[name]?.string else { throw TransferError(place: "\(place).\(name)", expected: "a text") }
    return text
  }

  private static func moment(_ value: JSONValue, _ name: String, _ place: String) throws(TransferError) -> Timestamp {
    guard let moment = value[name]?.string.flatMap(Timestamp.init) else {
      throw TransferError(place: "\(place).\(name)", expected: "a time as in 2026-03-01T12:00:00Z")
    }
    return moment
  }
}

extension Message {
  /// The message as the API and the export give it; what is not known is left out.
  package var transfer: JSONValue {
    var members: [JSONValue.Member] = [
      .init("id", .string(id)), .init("role", .string(role.rawValue)), .init("content", .string(content)),
      .init("created", .string("\(created)")),
    ]
    if citations.array?.isEmpty == false { members.append(.init("citations", citations)) }
    if let sentiment {
      var values: [JSONValue.Member] = [
        .init("label", .string(sentiment.label)), .init("score", .number(sentiment.score)),
      ]
      if let emotion = sentiment.emotion { values.append(.init("emotion", .string(emotion))) }
      members.append(.init("sentiment", .object(values)))
    }
    if let production {
      members.append(
        .init(
          "production",
          .object([
            "provider": .string(production.provider), "model": .string(production.model),
            "inputTokens": .integer(production.inputTokens), "outputTokens": .integer(production.outputTokens),
            "cost": .number(production.cost), "milliseconds": .number(production.milliseconds),
            "answered": .bool(production.isAnswered),
          ])))
    }
    if let feedback {
      members.append(
        .init(
          "feedback",
          .object(["rating": .integer(feedback.rating.rawValue), "reason": .string(feedback.reason)])))
    }
    return .object(members)
  }
}
