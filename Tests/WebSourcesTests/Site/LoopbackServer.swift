import Dispatch
import Glibc
import Synchronization

/// What a client asked for.
struct Request: Sendable {
  /// Path and query.
  var target: String
  /// Names in lower case.
  var headers: [String: String]
  /// As long as the header `Content-Length` says.
  var body: [UInt8] = []
  /// How often this target was asked for before.
  var repetition: Int
}

/// What the server does with a request.
struct Reply: Sendable {
  enum Ending: Sendable {
    /// The body is sent whole.
    case whole
    /// The connection breaks after so many bytes of it.
    case cut(after: Int)
    /// Nothing is sent until the client gives up.
    case silence
    /// The body repeats until the client gives up.
    case endless
  }

  var status = 200
  var headers: [(String, String)] = []
  var body: [UInt8] = []
  var ending = Ending.whole

  static func page(_ html: String, _ headers: [(String, String)] = []) -> Reply {
    Reply(headers: [("Content-Type", "text/html; charset=utf-8")] + headers, body: Array(html.utf8))
  }

  static func text(_ text: String, type: String = "text/plain") -> Reply {
    Reply(headers: [("Content-Type", type)], body: Array(text.utf8))
  }

  static func status(_ status: Int, _ headers: [(String, String)] = []) -> Reply {
    Reply(status: status, headers: headers, body: Array("status".utf8))
  }

  static func redirect(_ target: String, status: Int = 302) -> Reply { .status(status, [("Location", target)]) }
}

/// A small HTTP server on 127.0.0.1 that answers what a test tells it to, and remembers what it was asked.
final class LoopbackServer: Sendable {
  typealias Answer = @Sendable (Request) -> Reply

  let port: Int
  private let listener: Int32
  private let answer: Mutex<Answer>
  private let log = Mutex<[Request]>([])
  private let connections = Atomic(0)
  private let queue = DispatchQueue(label: "loopback-server", attributes: .concurrent)

  init(_ answer: @escaping Answer) throws {
    struct Failure: Error { var code: Int32 }
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        unsafe bind(listener, generic, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, generic, &length) == 0
      }
    }
    guard bound else { throw Failure(code: errno) }
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    self.answer = Mutex(answer)
    queue.async { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        guard let server = self else {
          close(connection)
          return
        }
        server.connections.add(1, ordering: .relaxed)
        server.queue.async { server.serve(connection) }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  var origin: String { "http://127.0.0.1:\(port)" }
  /// The requests so far.
  var requests: [Request] { log.withLock { $0 } }
  /// The targets so far, without robots.txt, sorted.
  var targets: [String] { requests.map(\.target).filter { $0 != "/robots.txt" }.sorted() }
  var connectionCount: Int { connections.load(ordering: .relaxed) }

  func change(_ answer: @escaping Answer) {
    self.answer.withLock { $0 = answer }
    log.withLock { $0 = [] }
  }

  // MARK: Connections

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var received: [UInt8] = []
    while true {
      guard let end = Self.endOfHead(received) else {
        guard Self.receive(connection, &received) else { return }
        continue
      }
      let head = String(decoding: received[..<end], as: UTF8.self)
      received.removeFirst(end)
      let lines = head.split(whereSeparator: \.isNewline)
      let target = lines.first?.split(separator: " ").dropFirst().first.map(String.init) ?? ""
      var headers: [String: String] = [:]
      for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
      }
      let length = headers["content-length"].flatMap { Int($0) } ?? 0
      while received.count < length { guard Self.receive(connection, &received) else { return } }
      let body = Array(received.prefix(length))
      received.removeFirst(length)
      let request = log.withLock { log in
        let repetition = log.count { $0.target == target }
        log.append(Request(target: target, headers: headers, body: body, repetition: repetition))
        return log[log.count - 1]
      }
      let answer = answer.withLock { $0 }
      guard Self.send(answer(request), to: connection) else { return }
    }
  }

  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    let mark = Array("\r\n\r\n".utf8)
    guard bytes.count >= mark.count else { return nil }
    for index in 0...(bytes.count - mark.count) where bytes[index...].starts(with: mark) { return index + mark.count }
    return nil
  }

  private static func receive(_ connection: Int32, _ bytes: inout [UInt8]) -> Bool {
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    let count = unsafe recv(connection, &piece, piece.count, 0)
    if count > 0 { bytes += piece[..<count] }
    return count > 0
  }

  /// - Returns: whether the connection can take another request.
  private static func send(_ reply: Reply, to connection: Int32) -> Bool {
    if case .silence = reply.ending {
      // Ends when the client closes its side.
      var ignored: [UInt8] = []
      while receive(connection, &ignored) {}
      return false
    }
    var head = "HTTP/1.1 \(reply.status) Status\r\n"
    for (name, value) in reply.headers { head += "\(name): \(value)\r\n" }
    let hasLength = reply.headers.contains { $0.0 == "Content-Length" || $0.0 == "Transfer-Encoding" }
    var isWhole = true
    var body = reply.body
    switch reply.ending {
    case .endless: isWhole = false
    case .cut(let count):
      isWhole = false
      if !hasLength { head += "Content-Length: \(body.count)\r\n" }
      body = Array(body.prefix(count))
    default: if !hasLength, reply.status != 304 { head += "Content-Length: \(body.count)\r\n" }
    }
    if reply.status == 304 { body = [] }
    guard write(Array((head + "\r\n").utf8) + body, to: connection) else { return false }
    if case .endless = reply.ending { while write(body, to: connection) {} }
    return isWhole
  }

  private static func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
