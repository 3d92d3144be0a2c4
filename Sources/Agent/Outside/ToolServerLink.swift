internal import Common

/// Carries messages to a tool server and back.
protocol ToolServerLink: Sendable {
  /// Begins to hand out what the server sends; `ended` is told once at most why nothing more comes.
  func open(receive: @escaping @Sendable (JSONValue) -> Void, ended: @escaping @Sendable (LinkError) -> Void)

  /// Sends a message.
  ///
  /// - Throws: `LinkError`, or that the task was cancelled.
  func send(_ message: JSONValue) async throws

  /// Ends the link, which is over when this returns.
  func close() async
}

/// What went wrong on the way to a tool server or back.
struct LinkError: Error, Equatable {
  /// The end of a sentence that begins with the server: "ended".
  var reason: String
  /// What the server says of it.
  var quote = ""
  /// Whether nothing more can be sent.
  var isEnd = false
  /// Whether the server did not act on the message, so that a new link may carry it.
  var isUnsent = false
}
