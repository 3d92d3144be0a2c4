internal import Common
internal import Retrieval

/// The documents of the bundles as resources: `almanac://<bundle>/<document>`, and one page as `…?page=<n>`.
package struct MCPResources: Sendable {
  private static let pageLength = 100

  private let catalog: BundleCatalog
  private let pool: WorkPool

  package init(catalog: BundleCatalog, pool: WorkPool) {
    self.catalog = catalog
    self.pool = pool
  }

  var templates: [JSONValue] {
    [
      .object([
        "uriTemplate": "almanac://{bundle}/{document}", "name": "document", "title": "A document",
        "description": "The text of a document by the position of its bundle and its number.",
        "mimeType": "text/plain",
      ])
    ]
  }

  /// - Parameter cursor: `bundle:offset` of the next page.
  func list(cursor: String?) async throws -> JSONValue {
    let parts = (cursor ?? "0:0").split(separator: ":").map { Int($0) }
    guard parts.count == 2, let position = parts[0], let offset = parts[1], position >= 0, offset >= 0 else {
      throw MCPError(code: .invalidParameters, "the cursor is none that this server gave")
    }
    let engine = catalog.current.engine
    guard position < engine.bundles.count else { return ["resources": []] }
    return try await pool.run {
      let documents = DocumentCatalog(engine.bundles[position], position: position)
      let page = try documents.list(DocumentQuery(offset: offset, limit: Self.pageLength))
      let resources = (page["documents"]?.array ?? []).map { document -> JSONValue in
        .object([
          "uri": .string("almanac://\(position)/\(document["document"]?.integer ?? 0)"),
          "name": document["source"] ?? "", "title": document["title"] ?? "", "mimeType": "text/plain",
          "size": document["bytes"] ?? 0,
        ])
      }
      var members: [JSONValue.Member] = [.init("resources", .array(resources))]
      if offset + Self.pageLength < page["total"]?.integer ?? 0 {
        members.append(.init("nextCursor", .string("\(position):\(offset + Self.pageLength)")))
      } else if position + 1 < engine.bundles.count {
        members.append(.init("nextCursor", .string("\(position + 1):0")))
      }
      return .object(members)
    }
  }

  func read(_ uri: String) async throws -> JSONValue {
    let missing = MCPError(code: .resourceNotFound, "there is no resource \(uri.prefix(200))")
    guard uri.hasPrefix("almanac://") else { throw missing }
    let address = uri.dropFirst("almanac://".count).split(separator: "?", maxSplits: 1)
    let parts = (address.first ?? "").split(separator: "/").map { Int($0) }
    let engine = catalog.current.engine
    guard parts.count == 2, let position = parts[0], let number = parts[1], position >= 0, number >= 0,
      position < engine.bundles.count
    else { throw missing }
    var page: Int?
    if address.count == 2 {
      guard address[1].hasPrefix("page="), let value = Int(address[1].dropFirst(5)) else { throw missing }
      page = value
    }
    let wanted = page
    return try await pool.run {
      let documents = DocumentCatalog(engine.bundles[position], position: position)
      do {
        let document = try documents.document(number)
        var text = ""
        var from: Int? = wanted == nil ? 0 : nil
        repeat {
          let part = try documents.text(of: document, page: wanted, from: from, to: nil)
          text += part["text"]?.string ?? ""
          from = wanted == nil ? part["next"]?.integer : nil
        } while from != nil && text.utf8.count < 16 * DocumentCatalog.textLimit
        return [
          "contents": [.object(["uri": .string(uri), "mimeType": "text/plain", "text": .string(text)])]
        ]
      } catch is APIError {
        throw missing
      }
    }
  }
}
