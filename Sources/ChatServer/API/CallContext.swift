internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Synchronization

/// What is known of a request besides its head and body.
struct CallContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The peer's address without its port.
  let address: String
  /// Whether the request's body was read to its end.
  let bodyReading = BodyReading()
  private let channel: any Channel
  /// The id that the log and the response name.
  var requestID = ""

  init(source: Source) {
    coreContext = .init(source: source)
    channel = source.channel
    address = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }

  /// Closes the connection soon: the rest of a body that nobody wants would be read to its end otherwise, however long
  /// that takes. The time is for the answer to be read.
  func closeSoon() {
    let channel = channel
    channel.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
  }
}

/// Whether the body of a request was read to its end.
final class BodyReading: Sendable {
  private let isDone = Atomic(false)

  func finish() { isDone.store(true, ordering: .relaxed) }

  /// Whether bytes of `request` may still come.
  func leavesRest(of request: Request) -> Bool {
    let hasBody =
      request.headers[.contentLength].map { $0 != "0" } ?? false || request.headers[.transferEncoding] != nil
    return hasBody && !isDone.load(ordering: .relaxed)
  }
}
