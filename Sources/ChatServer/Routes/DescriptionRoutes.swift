internal import Common
internal import Hummingbird

/// `openapi.json`; the page that shows it is among the pages.
struct DescriptionRoutes: Sendable {
  let described: [Endpoint]
  let version: String

  var endpoints: [Endpoint] {
    let document = OpenAPIDocument(endpoints: described, version: version).json.serialized()
    return [
      Endpoint(
        method: .get, path: "/openapi.json", tag: "operations", summary: "This description", access: .open,
        handle: { _ in .bytes(document, type: "application/json") })
    ]
  }
}
