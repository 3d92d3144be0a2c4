package import Embedding
internal import Extraction
internal import Synchronization

/// Asks a remote encoder over libcurl; any number of threads may ask at once.
///
/// The endpoint stands in the user's own build spec, so private and loopback addresses are fine.
package final class CurlEmbeddings: EmbeddingsTransport {
  private let key: String?
  private let timeout: Duration
  /// Transports between two requests, with their open connections.
  private let idle = Mutex<[CurlTransportBox]>([])

  /// Bytes of an answer at most: 2,048 vectors of 3,072 numbers in 20 characters each.
  private static let maximumSize = 128 << 20

  package init(key: String?, timeout: Duration) {
    self.key = key
    self.timeout = timeout
  }

  package func post(_ body: [UInt8], to address: String) throws(EmbeddingsTransportFailure) -> EmbeddingsAnswer {
    guard let target = WebAddress(address) else {
      throw EmbeddingsTransportFailure("\(address) is no address", isTransient: false)
    }
    var headers = ["Content-Type: application/json", "Accept: application/json", "Expect:"]
    if let key { headers.append("Authorization: Bearer \(key)") }
    let request = HTTPRequest(
      address: target, headers: headers, cookies: nil, basic: nil, userAgent: FetchPolicy.defaultUserAgent,
      timeout: timeout, maximumSize: Self.maximumSize, acceptsType: { _ in true },
      addressGuard: AddressGuard(allowsPrivate: true), body: body)
    let box = try borrow()
    defer { idle.withLock { $0.append(box) } }
    switch box.transport.result(of: request) {
    case .success(let response):
      return EmbeddingsAnswer(
        status: response.status, body: response.body, retryAfter: response.retryAfter.map { .seconds($0) })
    case .failure(let failure):
      throw EmbeddingsTransportFailure(redacted(SkipReason(failure).text), isTransient: failure.isTransient)
    }
  }

  package func wait(_ time: Duration) {
    let clock = SystemClock()
    clock.wait(until: clock.now + time)
  }

  private func borrow() throws(EmbeddingsTransportFailure) -> CurlTransportBox {
    if let box = idle.withLock({ $0.popLast() }) { return box }
    do {
      return CurlTransportBox(transport: try CurlTransport())
    } catch {
      throw EmbeddingsTransportFailure("\(error)", isTransient: false)
    }
  }

  private func redacted(_ text: String) -> String { key.map { text.replacing($0, with: "[key]") } ?? text }
}

/// `@unchecked Sendable`: taken out of the list by one thread at a time, which alone uses it.
private struct CurlTransportBox: @unchecked Sendable {
  let transport: CurlTransport
}

extension CurlTransport {
  /// Sends one request on a transport that has nothing else to do, and waits for its end.
  fileprivate func result(of request: HTTPRequest) -> Result<HTTPResponse, TransferFailure> {
    start(request, id: 0)
    while count > 0 {
      if let ended = wait(atMost: .seconds(60)).first { return ended.result }
    }
    return .failure(.connection(detail: "libcurl gave no handle"))
  }
}
