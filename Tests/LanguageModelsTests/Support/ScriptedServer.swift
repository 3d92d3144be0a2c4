import Common
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on loopback that answers each request with the next answer of its script and keeps what it was asked.
final class ScriptedServer: Sendable {
  struct Answer: Sendable {
    var status = 200
    var headers: [(String, String)] = [("Content-Type", "text/event-stream")]
    /// Written and flushed one by one.
    var pieces: [String] = []
    /// Whether the connection closes before the answer is complete.
    var isCut = false
    /// Whether nothing more is ever written after the pieces.
    var hangs = false

    static func json(_ text: String, status: Int = 200, headers: [(String, String)] = []) -> Self {
      Answer(status: status, headers: [("Content-Type", "application/json")] + headers, pieces: [text])
    }

    static func stream(_ pieces: String..., isCut: Bool = false, hangs: Bool = false) -> Self {
      Answer(pieces: pieces, isCut: isCut, hangs: hangs)
    }
  }

  struct Request: Sendable {
    var method: String
    var path: String
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    func header(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var json: JSONValue { get throws { try JSONValue(parsing: body) } }
  }

  private struct State {
    var script: [Answer]
    var requests: [Request] = []
  }

  private let state: Mutex<State>
  private let channel: any Channel

  /// - Parameter script: the answers; the last one is given to all further requests.
  init(_ script: [Answer]) throws {
    state = Mutex(State(script: script))
    let box = Box()
    channel = try ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
      .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(ScriptHandler { box.answer($0) })
        }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
    box.server = self
  }

  deinit { channel.close(promise: nil) }

  var baseURL: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
  var requests: [Request] { state.withLock { $0.requests } }

  fileprivate func answer(_ request: Request) -> Answer {
    state.withLock { state in
      state.requests.append(request)
      return state.script.count > 1 ? state.script.removeFirst() : state.script.first ?? Answer(status: 500)
    }
  }

  private final class Box: @unchecked Sendable {
    weak var server: ScriptedServer?
    func answer(_ request: Request) -> Answer { server?.answer(request) ?? Answer(status: 503) }
  }
}

private final class ScriptHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let answer: @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []

  init(_ answer: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer) { self.answer = answer }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
    case .body(let buffer): body += buffer.readableBytesView
    case .end: respond(context)
    }
  }

  private func respond(_ context: ChannelHandlerContext) {
    guard let head else { return }
    let request = ScriptedServer.Request(
      method: head.method.rawValue, path: head.uri, headers: head.headers.map { ($0.name, $0.value) }, body: body)
    let answer = answer(request)
    var response = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status))
    for (name, value) in answer.headers { response.headers.add(name: name, value: value) }
    response.headers.add(name: "Transfer-Encoding", value: "chunked")
    context.writeAndFlush(wrapOutboundOut(.head(response)), promise: nil)
    for piece in answer.pieces {
      context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: piece)))), promise: nil)
    }
    if answer.isCut {
      context.close(promise: nil)
    } else if !answer.hangs {
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
