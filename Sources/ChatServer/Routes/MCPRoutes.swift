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
    // MCP asks for this whoever calls.
    try PageGuard(services.settings.listener).checkOrigin(call.request)
    guard let answer = await server.respond(to: call.body) else { return Response(status: .accepted) }
    return .json(answer)
  }
}
