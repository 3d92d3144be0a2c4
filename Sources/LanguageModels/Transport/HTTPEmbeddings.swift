internal import AsyncHTTPClient
internal import Dispatch
package import Embedding
internal import NIOCore
internal import NIOHTTP1
internal import Storage
internal import Synchronization

/// Asks a remote encoder over the client that language models are asked over; the caller's thread waits.
///
/// The key is that of `KBQ_ENCODER_KEY`, or `OPENAI_API_KEY` where the service is OpenAI's own.
package struct HTTPEmbeddings: EmbeddingsTransport {
  private let environment: @Sendable (String) -> String?
  private let timeout: Duration

  /// Bytes of an answer at most.
  private static let maximumSize = 128 << 20

  package init(
    timeout: Duration = .seconds(10), environment: @escaping @Sendable (String) -> String? = { environmentVariable($0) }
  ) {
    self.timeout = timeout
    self.environment = environment
  }

  package func post(_ body: [UInt8], to address: String) throws(EmbeddingsTransportFailure) -> EmbeddingsAnswer {
    let key = key(for: address)
    func failure(_ detail: String, isTransient: Bool) -> EmbeddingsTransportFailure {
      EmbeddingsTransportFailure(key?.redacted(from: detail) ?? detail, isTransient: isTransient)
    }
    var headers = HTTPHeaders([
      ("Content-Type", "application/json"), ("Accept", "application/json"), ("User-Agent", "almanac"),
    ])
    if let key { headers.add(name: "Authorization", value: "Bearer \(key.exposed)") }
    let request: HTTPClient.Request
    do {
      request = try HTTPClient.Request(
        url: address, method: .POST, headers: headers, body: .bytes(body))
    } catch {
      throw failure("\(address) is no address", isTransient: false)
    }
    // Waits for the event loop, not for a task: the cooperative pool takes no part, whoever waits.
    let done = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<EmbeddingsAnswer, any Error>?>(nil)
    let deadline = NIODeadline.now() + .nanoseconds(Int64(timeout / .nanoseconds(1)))
    sharedClient.execute(
      request: request, delegate: ResponseAccumulator(request: request, maxBodySize: Self.maximumSize),
      deadline: deadline
    ).futureResult.whenComplete { result in
      outcome.withLock { $0 = result.map(EmbeddingsAnswer.init) }
      done.signal()
    }
    done.wait()
    switch outcome.withLock({ $0 }) {
    case .success(let answer): return answer
    case .failure(let error as HTTPClientError) where error == .deadlineExceeded || error == .connectTimeout:
      throw failure("nothing came in time", isTransient: true)
    case .failure(is ResponseAccumulator.ResponseTooBigError):
      throw failure("the answer is larger than \(Self.maximumSize) bytes", isTransient: false)
    case .failure(let error as HTTPClientError): throw failure("\(error)", isTransient: true)
    case .failure: throw failure("the connection to \(address) failed", isTransient: true)
    case nil: throw failure("the client gave no answer", isTransient: false)
    }
  }

  package func wait(_ time: Duration) {
    _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .nanoseconds(Int(time / .nanoseconds(1))))
  }

  private func key(for address: String) -> Secret? {
    if let key = environment("KBQ_ENCODER_KEY").flatMap(Secret.init) { return key }
    guard address.hasPrefix("https://api.openai.com/") else { return nil }
    return environment("OPENAI_API_KEY").flatMap(Secret.init)
  }
}

extension EmbeddingsAnswer {
  fileprivate init(_ response: HTTPClient.Response) {
    let seconds = response.headers.first(name: "Retry-After").flatMap { Double($0.trimmingSpace) }
    self.init(
      status: Int(response.status.code), body: response.body.map { Array($0.readableBytesView) } ?? [],
      retryAfter: seconds.flatMap { (0..<1e7).contains($0) ? .milliseconds(Int($0 * 1_000)) : nil })
  }
}
