package import Common

/// An HTTP request as a wire format writes it; the endpoint adds address and key.
package struct WireRequest: Equatable, Sendable {
  /// Below the base URL, with a query where there is one: `/chat/completions`.
  package var path: String
  /// Besides the key's.
  package var headers: [(name: String, value: String)]
  /// `nil` for GET.
  package var body: JSONValue?

  package init(path: String, headers: [(name: String, value: String)] = [], body: JSONValue? = nil) {
    self.path = path
    self.headers = headers
    self.body = body
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.path == right.path && left.body == right.body && left.headers.elementsEqual(right.headers, by: ==)
  }
}

/// How one family of services writes requests and answers: pure functions from values to JSON and back.
package protocol WireFormat: Sendable {
  associatedtype Decoder: StreamDecoder

  /// The header that carries the key.
  func authorization(_ key: Secret) -> (name: String, value: String)

  func request(_ request: ModelRequest, model: String) -> WireRequest

  /// A request that costs nothing and answers 200 when the service is there and the key is good.
  var healthRequest: WireRequest { get }

  func decoder(model: String) -> Decoder
}

/// Turns the events of one streamed answer into those of a model: event → events, nothing waits.
package protocol StreamDecoder: Sendable {
  /// - Throws: `StreamProblem`, which the transport completes with the provider's name.
  mutating func decode(_ event: ServerSentEvent) throws(StreamProblem) -> [ModelEvent]

  /// A whole answer from a service that did not stream.
  mutating func decode(whole: JSONValue) throws(StreamProblem) -> [ModelEvent]

  /// The end of the stream.
  mutating func finish() throws(StreamProblem) -> [ModelEvent]
}

/// What is wrong with a streamed answer.
package struct StreamProblem: Error, Equatable, Sendable {
  package var kind: ProviderError.Kind
  package var message: String

  package init(_ kind: ProviderError.Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  static func malformed(_ message: String) -> Self { Self(.malformed, message) }
  static let cutOff = Self(.cutOff, "the answer ended before it was complete")
}

extension StreamDecoder {
  /// The JSON of an event's data.
  func json(_ event: ServerSentEvent) throws(StreamProblem) -> JSONValue {
    do {
      return try JSONValue(parsing: Array(event.data.utf8))
    } catch {
      throw .malformed("an event of the answer is not JSON: \(error)")
    }
  }
}
