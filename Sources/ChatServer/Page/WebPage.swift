internal import Hummingbird
internal import NIOCore

/// The chat page and the page that shows the API. Their files are in the program itself.
enum WebPage {
  /// Only this server's own scripts and styles run; nothing is framed, posted or fetched elsewhere.
  static let policy = """
    default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; \
    base-uri 'none'; frame-ancestors 'none'
    """

  private static let html = "text/html; charset=utf-8"
  private static let css = "text/css; charset=utf-8"
  private static let script = "text/javascript; charset=utf-8"

  static var endpoints: [Endpoint] {
    [
      file("/", "The chat page", PackageResources.chat_html, html),
      file("/docs", "The page that shows this description", PackageResources.docs_html, html),
      file("/analytics", "How the knowledge base is used, as charts", PackageResources.analytics_html, html),
      file("/assets/style.css", "", PackageResources.style_css, css),
      file("/assets/analytics.css", "", PackageResources.analytics_css, css),
      file("/assets/client.js", "", PackageResources.client_js, script),
      file("/assets/additions.js", "", PackageResources.additions_js, script),
      file("/assets/charts.js", "", PackageResources.charts_js, script),
      file("/assets/analytics.js", "", PackageResources.analytics_js, script),
      file("/assets/chat.js", "", PackageResources.chat_js, script),
      file("/assets/docs.js", "", PackageResources.docs_js, script),
    ]
  }

  private static func file(_ path: String, _ summary: String, _ bytes: [UInt8], _ type: String) -> Endpoint {
    let buffer = ByteBuffer(bytes: bytes)
    // The chat page asks what its address brings along.
    let parameters: [Endpoint.Parameter] =
      path == "/" ? [.query("q", .text(maximum: 5_000), "a question to begin with")] : []
    return Endpoint(
      method: .get, path: path, tag: "page", summary: summary, access: .open, limit: .none, parameters: parameters
    ) { _ in
      Response(
        status: .ok, headers: [.contentType: type, .contentSecurityPolicy: policy, .cacheControl: "no-cache"],
        body: ResponseBody(byteBuffer: buffer))
    }
  }
}
