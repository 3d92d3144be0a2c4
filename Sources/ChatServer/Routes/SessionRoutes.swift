internal import Common
internal import Conversations
internal import Hummingbird

/// Conversations: what was said, and what readers thought of it.
struct SessionRoutes: Sendable {
  let services: ServerServices

  private static let session = Endpoint.Parameter.path("session", .identifier, "the session's id")
  private static let title = Shape.text(minimum: 1, maximum: 200)
  private static let metadata = Shape.object([], isOpen: true)

  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/api/sessions", tag: "sessions", summary: "List your sessions, the last used first",
        access: .scope(.chat),
        parameters: [
          .query("limit", .integer(1...200), "sessions to return; 50 by default"),
          .query("before", .time, "only those last used before this time, to page on"),
        ], failures: [501], handle: list),
      Endpoint(
        method: .post, path: "/api/sessions", tag: "sessions", summary: "Start a session", access: .scope(.chat),
        body: .optionalJSON(
          .object([
            .init("title", Self.title, "without it the first question becomes the title"),
            .init("metadata", Self.metadata, "anything that a client wants to keep"),
          ])), success: [(201, "application/json", "The session")], failures: [501], handle: create),
      Endpoint(
        method: .get, path: "/api/sessions/search", tag: "sessions", summary: "Search what was said",
        access: .scope(.chat),
        parameters: [
          .query("q", .text(minimum: 1, maximum: 500), "words; the last may be the beginning of one", isRequired: true),
          .query("limit", .integer(1...100), "messages to return; 20 by default"),
        ], failures: [501], handle: search),
      Endpoint(
        method: .get, path: "/api/sessions/export", tag: "sessions", summary: "Your sessions as one JSON document",
        access: .scope(.chat),
        parameters: [.query("session", .identifier, "only these sessions", isRepeated: true)], failures: [501],
        handle: export),
      Endpoint(
        method: .post, path: "/api/sessions/import", tag: "sessions",
        summary: "Take in what an export gave, under new ids", access: .scope(.chat),
        body: .json(.object([], isOpen: true)), success: [(201, "application/json", "The new sessions")],
        failures: [501], handle: importing),
      Endpoint(
        method: .get, path: "/api/sessions/{session}", tag: "sessions", summary: "One session",
        access: .scope(.chat), parameters: [Self.session], failures: [404, 501], handle: one),
      Endpoint(
        method: .patch, path: "/api/sessions/{session}", tag: "sessions",
        summary: "Rename a session, set it aside or change its metadata", access: .scope(.chat),
        parameters: [Self.session],
        body: .json(
          .object([.init("title", Self.title), .init("active", .flag), .init("metadata", Self.metadata)])),
        failures: [404, 501], handle: update),
      Endpoint(
        method: .delete, path: "/api/sessions/{session}", tag: "sessions",
        summary: "Delete a session and everything in it", access: .scope(.chat), parameters: [Self.session],
        success: [(204, "", "It is gone")], failures: [404, 501], handle: delete),
      Endpoint(
        method: .get, path: "/api/sessions/{session}/messages", tag: "sessions", summary: "What was said in a session",
        access: .scope(.chat),
        parameters: [
          Self.session, .query("from", .integer(0...Int(Int32.max)), "the first position"),
          .query("limit", .integer(1...1_000), "messages to return; 200 by default"),
        ], failures: [404, 501], handle: messages),
      Endpoint(
        method: .put, path: "/api/messages/{message}/feedback", tag: "sessions",
        summary: "Say whether an answer was good; a second time replaces the first", access: .scope(.chat),
        parameters: [.path("message", .identifier, "the answer's id")],
        body: .json(
          .object([
            .init("rating", .choice(["up", "down"]), isRequired: true), .init("reason", .text(maximum: 2_000)),
          ])), success: [(204, "", "It is kept")], failures: [404, 501], handle: feedback),
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let (access, limit) = (call.caller.access, call.integer("limit") ?? 50)
    let before = call.text("before").flatMap(Timestamp.init)
    let sessions = try await services.withStore { try $0.sessions(access, limit: limit, before: before) }
    return .json(["sessions": .array(sessions.map(\.json))])
  }

  private func create(_ call: Call) async throws -> Response {
    let owner = call.caller.owner
    let title = call.body["title"]?.string ?? ""
    let metadata = call.body["metadata"].flatMap { $0 == .null ? nil : $0 } ?? .object([])
    let session = try await services.withStore { try $0.createSession(owner: owner, title: title, metadata: metadata) }
    return .json(session.json, status: .created)
  }

  private func search(_ call: Call) async throws -> Response {
    let (access, query, limit) = (call.caller.access, call.text("q") ?? "", call.integer("limit") ?? 20)
    let found = try await services.withStore { try $0.searchMessages(query, access, limit: limit) }
    return .json([
      "messages": .array(
        found.map {
          .object(
            [.init("session", .string($0.message.session)), .init("sessionTitle", .string($0.sessionTitle))]
              + ($0.message.transfer.members ?? []))
        })
    ])
  }

  private func export(_ call: Call) async throws -> Response {
    let access = call.caller.access
    let identifiers = call.query["session"] == nil ? nil : call.texts("session").map { $0.lowercased() }
    return .json(try await services.withStore { try $0.export(access, sessions: identifiers) })
  }

  private func importing(_ call: Call) async throws -> Response {
    let (owner, document) = (call.caller.owner, call.body)
    do {
      let sessions = try await services.withStore { try $0.importing(document, owner: owner) }
      return .json(["sessions": .array(sessions.map(\.json))], status: .created)
    } catch let error as TransferError {
      throw APIError.invalid(error.place, error.description)
    }
  }

  private func one(_ call: Call) async throws -> Response {
    let (access, id) = (call.caller.access, call.segment("session"))
    guard let session = try await services.withStore({ try $0.session(id, access) }) else {
      throw APIError.notFound("session")
    }
    return .json(session.json)
  }

  private func update(_ call: Call) async throws -> Response {
    let (access, id, body) = (call.caller.access, call.segment("session"), call.body)
    let session = try await services.withStore {
      try $0.updateSession(
        id, access, title: body["title"]?.string, isActive: body["active"]?.bool,
        metadata: body["metadata"].flatMap { $0 == .null ? nil : $0 })
    }
    guard let session else { throw APIError.notFound("session") }
    return .json(session.json)
  }

  private func delete(_ call: Call) async throws -> Response {
    let (access, id) = (call.caller.access, call.segment("session"))
    guard try await services.withStore({ try $0.deleteSession(id, access) }) else {
      throw APIError.notFound("session")
    }
    return Response(status: .noContent)
  }

  private func messages(_ call: Call) async throws -> Response {
    let (access, id) = (call.caller.access, call.segment("session"))
    let (position, limit) = (call.integer("from") ?? 0, call.integer("limit") ?? 200)
    let messages = try await services.withStore { store -> [Message]? in
      guard try store.session(id, access) != nil else { return nil }
      return try store.messages(of: id, access, limit: limit, from: position)
    }
    guard let messages else { throw APIError.notFound("session") }
    return .json(["messages": .array(messages.map(\.transfer))])
  }

  private func feedback(_ call: Call) async throws -> Response {
    let (access, id) = (call.caller.access, call.segment("message"))
    let feedback = Feedback(
      rating: call.body["rating"]?.string == "up" ? .up : .down, reason: call.body["reason"]?.string ?? "")
    guard try await services.withStore({ try $0.setFeedback(feedback, on: id, access) }) else {
      throw APIError.notFound("answer")
    }
    return Response(status: .noContent)
  }
}

extension Session {
  var json: JSONValue {
    .object([
      "id": .string(id), "title": .string(title), "created": .string("\(created)"), "updated": .string("\(updated)"),
      "active": .bool(isActive), "messages": .integer(messageCount), "metadata": metadata,
    ])
  }
}
