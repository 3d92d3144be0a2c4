internal import Synchronization

/// Turns texts into vectors by asking a service, in batches, again when it fails for a moment.
///
/// The first request also holds the probe, if its vector is known, so that no vector of another model gets through.
/// Vectors of length 1, whatever the service gives.
package final class RemoteEncoder: TextEncoder {
  package let model: RemoteModel
  private let transport: any EmbeddingsTransport
  private let policy: RetryPolicy
  private let batch: Int
  private let expectedProbe: QuantizedVector?
  private let isChecked = Mutex(false)

  /// Bytes of the texts of one request, unless one alone has more.
  private static let batchBytes = 256 << 10

  /// - Parameters:
  ///   - probe: what the service must give for the probe; `nil` to accept whatever model answers.
  ///   - batch: texts of a request at most, `1…`.
  package init(
    model: RemoteModel, probe: QuantizedVector?, transport: any EmbeddingsTransport, policy: RetryPolicy = .prompt,
    batch: Int = 64
  ) {
    self.model = model
    self.transport = transport
    self.policy = policy
    self.batch = max(batch, 1)
    expectedProbe = probe
  }

  package var dimensions: Int { model.dimensions }

  package func encode(_ texts: [[UInt8]]) throws -> [Float] { try vectors(of: texts).flatMap(\.self) }

  package func encode(queries: [String]) throws -> [Float] {
    try encode(queries.map { Array((model.queryPrefix + $0).utf8) })
  }

  /// The vectors of texts, one each.
  package func vectors(of texts: [[UInt8]]) throws(RemoteEncoderError) -> [[Float]] {
    var vectors: [[Float]] = []
    var next = 0
    while next < texts.count {
      var end = next
      var bytes = 0
      repeat {
        bytes += texts[end].count
        end += 1
      } while end < texts.count && end - next < batch && bytes + texts[end].count <= Self.batchBytes
      vectors += try checked(Array(texts[next..<end]))
      next = end
    }
    return vectors
  }

  /// One request, with the probe where nothing has been compared yet.
  private func checked(_ texts: [[UInt8]]) throws(RemoteEncoderError) -> [[Float]] {
    guard let expectedProbe, !isChecked.withLock({ $0 }) else { return try request(texts) }
    var vectors = try request(texts + [RemoteModel.probe])
    let similarity = Self.similarity(vectors.removeLast(), expectedProbe)
    guard similarity >= RemoteModel.sameSimilarity else {
      throw .otherModel(endpoint: model.endpoint, model: model.name, similarity: similarity)
    }
    isChecked.withLock { $0 = true }
    return vectors
  }

  private func request(_ texts: [[UInt8]]) throws(RemoteEncoderError) -> [[Float]] {
    let body = EmbeddingsFormat.request(texts, model)
    var failures = 0
    while true {
      let attempt = attempt(body, count: texts.count)
      guard case .failure(let error) = attempt.result else { return try attempt.result.get() }
      failures += 1
      guard error.isTransient, let wait = policy.wait(afterFailures: failures, asked: attempt.retryAfter) else {
        throw error
      }
      transport.wait(wait)
    }
  }

  /// Sends a request once.
  private func attempt(
    _ body: [UInt8], count: Int
  ) -> (result: Result<[[Float]], RemoteEncoderError>, retryAfter: Duration?) {
    let answer: Result<EmbeddingsAnswer, EmbeddingsTransportFailure> = Result {
      () throws(EmbeddingsTransportFailure) in try transport.post(body, to: model.endpoint + "/embeddings")
    }
    switch answer {
    case .failure(let failure):
      return (
        .failure(
          .unreachable(endpoint: model.endpoint, detail: failure.detail, isTransient: failure.isTransient)), nil
      )
    case .success(let answer):
      guard (200..<300).contains(answer.status) else {
        return (.failure(EmbeddingsFormat.failure(answer, model)), answer.retryAfter)
      }
      return (EmbeddingsFormat.vectors(answer.body, count: count, model), nil)
    }
  }

  private static func similarity(_ vector: [Float], _ other: QuantizedVector) -> Float {
    let numbers = other.dequantized
    guard numbers.count == vector.count else { return 0 }
    let product = zip(vector, numbers).reduce(0) { $0 + $1.0 * $1.1 }
    let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? product / length : 0
  }
}
