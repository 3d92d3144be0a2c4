internal import Hummingbird
internal import Logging
internal import NIOCore

/// What is known of a request besides its head and body.
struct CallContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The peer's address without its port.
  let address: String
  /// The id that the log and the response name.
  var requestID = ""

  init(source: Source) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }
}
