internal import Hummingbird
internal import Logging
internal import NIOCore

/// What is known of a request besides its head and body.
struct CallContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The peer's address without its port.
  let address: String
  private let channel: any Channel
  /// The id that the log and the response name.
  var requestID = ""

  init(source: Source) {
    coreContext = .init(source: source)
    channel = source.channel
    address = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }

  /// Closes the connection soon: the rest of a body that is not wanted would be read to its end otherwise, however long
  /// that takes. The time is for the answer to be read.
  func closeSoon() {
    let channel = channel
    channel.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
  }
}
