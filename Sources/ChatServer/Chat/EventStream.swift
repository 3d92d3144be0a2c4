internal import Common
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A response of server-sent events.
enum EventStream {
  /// What keeps proxies from closing a quiet stream, and tells a server that its reader is gone.
  private static let heartbeat = Duration.seconds(10)

  private enum Item<Element: Sendable>: Sendable {
    case element(Element)
    case tick
    case end
  }

  /// Streams `events`, each as `render` writes it.
  ///
  /// - Throws: when too many streams are open.
  static func response<Element: Sendable>(
    _ events: AsyncStream<Element>, lifecycle: ServerLifecycle, metrics: ServerMetrics,
    render: @escaping @Sendable (Element) -> String
  ) throws(APIError) -> Response {
    guard lifecycle.beginStream() else {
      throw APIError(
        .serviceUnavailable, "too_many_streams", "too many answers are being streamed", retryAfter: .seconds(5))
    }
    metrics.activeStreams.increment(by: 1)
    let body = ResponseBody { writer in
      defer {
        lifecycle.endStream()
        metrics.activeStreams.decrement(by: 1)
      }
      let items = merged(events)
      for await item in items {
        switch item {
        case .element(let element):
          let text = render(element)
          if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
        case .tick: try await writer.write(ByteBuffer(string: ": still here\n\n"))
        case .end:
          try await writer.finish(nil)
          return
        }
      }
    }
    // The header keeps nginx from collecting the stream before it passes it on.
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .xAccelBuffering: "no", .cacheControl: "no-store"],
      body: body)
  }

  /// One event with a name and a JSON value.
  static func event(_ name: String, _ value: JSONValue) -> String {
    "event: \(name)\ndata: \(String(decoding: value.serialized(), as: UTF8.self))\n\n"
  }

  /// An event without a name, as OpenAI's clients read them.
  static func data(_ value: JSONValue) -> String {
    "data: \(String(decoding: value.serialized(), as: UTF8.self))\n\n"
  }

  private static func merged<Element: Sendable>(_ events: AsyncStream<Element>) -> AsyncStream<Item<Element>> {
    AsyncStream { continuation in
      let reader = Task {
        for await event in events { continuation.yield(.element(event)) }
        continuation.yield(.end)
        continuation.finish()
      }
      let clock = Task {
        while !Task.isCancelled {
          try await Task.sleep(for: heartbeat)
          continuation.yield(.tick)
        }
      }
      continuation.onTermination = { _ in
        reader.cancel()
        clock.cancel()
      }
    }
  }
}

extension HTTPField.Name {
  static let xAccelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
