package import Common
package import Embedding
internal import Synchronization

/// A service that answers requests from a script and remembers them; no network, no clock.
package final class ScriptedService: EmbeddingsTransport {
  package typealias Answer =
    @Sendable (_ request: JSONValue, _ number: Int) -> Result<
      EmbeddingsAnswer, EmbeddingsTransportFailure
    >

  private let answer: Answer
  private let log = Mutex<(requests: [JSONValue], addresses: [String], waits: [Duration])>(([], [], []))

  package init(_ answer: @escaping Answer = { request, _ in .success(ScriptedService.vectors(request)) }) {
    self.answer = answer
  }

  package var requests: [JSONValue] { log.withLock { $0.requests } }
  package var addresses: [String] { log.withLock { $0.addresses } }
  package var waits: [Duration] { log.withLock { $0.waits } }

  /// How many texts each request had.
  package var batches: [Int] { requests.map { $0["input"]?.array?.count ?? 0 } }

  package func post(_ body: [UInt8], to address: String) throws(EmbeddingsTransportFailure) -> EmbeddingsAnswer {
    let request = (try? JSONValue(parsing: body)) ?? .null
    let number = log.withLock { log in
      log.requests.append(request)
      log.addresses.append(address)
      return log.requests.count
    }
    return try answer(request, number).get()
  }

  package func wait(_ time: Duration) { log.withLock { $0.waits.append(time) } }

  /// A vector of a text that depends on its bytes, of another length than 1.
  package static func vector(_ text: String, turn: Float = 1) -> [Float] {
    var vector: [Float] = [1, 0, 0, 0]
    for (index, byte) in text.utf8.enumerated() { vector[index % 4] += Float(byte) * turn }
    return vector
  }

  /// The whole answer, last text first.
  package static func vectors(_ request: JSONValue, turn: Float = 1) -> EmbeddingsAnswer {
    vectors(request) { vector($0, turn: turn) }
  }

  /// The same with vectors of another kind.
  package static func vectors(_ request: JSONValue, of vector: (String) -> [Float]) -> EmbeddingsAnswer {
    let texts = request["input"]?.array?.compactMap(\.string) ?? []
    let data = texts.enumerated().reversed().map { index, text -> JSONValue in
      .object(["index": .integer(index), "embedding": .array(vector(text).map { .number(Double($0)) })])
    }
    return EmbeddingsAnswer(status: 200, body: JSONValue.object(["data": .array(data)]).serialized())
  }
}
