internal import Common
internal import Conversations
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Documents and pages that people add while the server runs. The server only keeps them; another program compiles them.
struct InboxRoutes: Sendable {
  let services: ServerServices
  let inbox: Inbox?

  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/api/documents", tag: "inbox",
        summary: "Add a document: PDF, DOCX, TXT or MD, as the part `file` of a form or as the body with `name`",
        access: .scope(.upload), limit: .upload,
        parameters: [.query("name", .text(minimum: 1, maximum: 200), "the file's name, where the body is the file")],
        body: .file, success: [(202, "application/json", "The item; ask for its status by its id")],
        failures: [415, 501], handle: upload),
      Endpoint(
        method: .post, path: "/api/web-sources", tag: "inbox", summary: "Add a web page by its address",
        access: .scope(.upload), limit: .upload,
        body: .json(.object([.init("url", .text(minimum: 8, maximum: 2_000), "http or https", isRequired: true)])),
        success: [(202, "application/json", "The item; ask for its status by its id")], failures: [501],
        handle: addPage),
      Endpoint(
        method: .get, path: "/api/inbox", tag: "inbox", summary: "What you have added, the last first",
        access: .scope(.upload), parameters: [.query("limit", .integer(1...1_000), "items to return; 100 by default")],
        failures: [501], handle: list),
      Endpoint(
        method: .get, path: "/api/inbox/{item}", tag: "inbox",
        summary: "How far an added document or page is; once it is done, it is found",
        access: .scope(.upload), parameters: [.path("item", .identifier, "the item's id")], failures: [404, 501],
        handle: status),
      Endpoint(
        method: .delete, path: "/api/inbox/{item}", tag: "inbox", summary: "Take an added document or page back",
        access: .scope(.upload), parameters: [.path("item", .identifier, "the item's id")],
        success: [(204, "", "It is gone, and soon from the searches too")], failures: [404, 501], handle: remove),
    ]
  }

  private func requireInbox() throws(APIError) -> Inbox {
    guard let inbox else { throw .unavailable("adding documents", remedy: "set inbox.path") }
    return inbox
  }

  private func upload(_ call: Call) async throws -> Response {
    let inbox = try requireInbox()
    let type = call.request.headers[.contentType] ?? ""
    let bytes = Array(call.bytes.readableBytesView)
    let (limit, owner, now) = (services.settings.limits.upload, call.caller.owner, services.store?.now() ?? .now)
    let givenName = call.text("name")
    let item = try await services.pool.run { () -> JSONValue in
      let file: FormFile
      if let boundary = FormFile.boundary(of: type) {
        guard let found = FormFile.read("file", boundary: boundary, from: bytes) else {
          throw APIError.invalid("file", "the form has no part called file with a file name")
        }
        file = found
      } else {
        guard let givenName else {
          throw APIError.invalid("name", "send a form with a part called file, or name the file with ?name=")
        }
        file = FormFile(name: givenName, bytes: bytes)
      }
      return try inbox.add(try CheckedUpload(name: file.name, bytes: file.bytes, limit: limit), owner: owner, now: now)
    }
    return .json(item, status: .accepted)
  }

  private func addPage(_ call: Call) async throws -> Response {
    let inbox = try requireInbox()
    let url = try WebAddress.checked(
      call.body["url"]?.string ?? "", allowsPrivate: services.settings.inbox.allowsPrivateAddresses)
    let (owner, now) = (call.caller.owner, services.store?.now() ?? .now)
    return .json(try await services.pool.run { try inbox.add(url: url, owner: owner, now: now) }, status: .accepted)
  }

  private func status(_ call: Call) async throws -> Response {
    let inbox = try requireInbox()
    let (id, owner) = (call.segment("item"), owner(of: call))
    let catalog = services.catalog
    let item = try await services.pool.run {
      let item = try inbox.item(id, owner: owner)
      // Whoever is told that it is done may search at once.
      if item?["status"]?.string == "done" { _ = catalog.reload() }
      return item
    }
    guard let item else { throw APIError.notFound("item") }
    return .json(item)
  }

  private func list(_ call: Call) async throws -> Response {
    let inbox = try requireInbox()
    let (owner, limit) = (owner(of: call), call.integer("limit") ?? 100)
    let items = try await services.pool.run { try inbox.items(owner: owner, limit: limit) }
    return .json(.object(["items": .array(items)]))
  }

  private func remove(_ call: Call) async throws -> Response {
    let inbox = try requireInbox()
    let (id, owner) = (call.segment("item"), owner(of: call))
    guard try await services.pool.run({ try inbox.remove(id, owner: owner) }) else { throw APIError.notFound("item") }
    return Response(status: .noContent)
  }

  /// Whose items the caller sees; `nil` for everyone's.
  private func owner(of call: Call) -> String? { call.caller.scopes.contains(.admin) ? nil : call.caller.owner }
}
