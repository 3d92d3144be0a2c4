internal import Common
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// MCP over streamable HTTP. Every answer is one JSON document; the server sends nothing by itself, so there is no stream to open.
struct MCPRoutes: Sendable {
  let services: ServerServices
  let server: MCPServer

  var endpoints: [Endpoint] {
    var post = Endpoint(
      method: .post, path: "/mcp", tag: "mcp", summary: "Model Context Protocol, streamable HTTP transport",
      access: .scope(.search), body: .json(.any), handle: respond)
    post.success = [
      (200, "application/json", "The response"), (202, "", "A notification was taken"),
    ]
    var get = Endpoint(
      method: .get, path: "/mcp", tag: "mcp", summary: "There is no stream of the server's own", access: .open,
      handle: { _ in
        throw APIError(.methodNotAllowed, "no_stream", "this server sends nothing by itself; POST messages instead")
      })
    get.success = [(405, "application/json", "There is none")]
    return [post, get]
  }

  private func respond(_ call: Call) async throws -> Response {
    try checkOrigin(call.request)
    guard let answer = await server.respond(to: call.body) else { return Response(status: .accepted) }
    return .json(answer)
  }

  /// A page in a browser must not reach a server on the reader's own machine through a name that it controls.
  private func checkOrigin(_ request: Request) throws(APIError) {
    guard let origin = request.headers[.origin] else { return }
    let allowed = services.settings.listener.origins
    if allowed.contains("*") || allowed.contains(origin) { return }
    let host = origin.drop { $0 != "/" }.drop { $0 == "/" }
    let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
    if name == "localhost" || name == "127.0.0.1" || name == "[::1]" { return }
    throw APIError(.forbidden, "origin_not_allowed", "the origin is not among server.origins")
  }
}
