/// Sends a request and waits for its answer: the one thing that a program's HTTP client has to do for a remote encoder.
package protocol EmbeddingsTransport: Sendable {
  /// POSTs JSON with the key that belongs to the endpoint; redirects are not followed.
  func post(_ body: [UInt8], to address: String) throws(EmbeddingsTransportFailure) -> EmbeddingsAnswer

  /// Returns after `time`.
  func wait(_ time: Duration)
}

package struct EmbeddingsAnswer: Hashable, Sendable {
  package var status: Int
  package var body: [UInt8]
  /// How long the header `Retry-After` asks to wait.
  package var retryAfter: Duration?

  package init(status: Int, body: [UInt8], retryAfter: Duration? = nil) {
    self.status = status
    self.body = body
    self.retryAfter = retryAfter
  }
}

/// Why no answer came.
package struct EmbeddingsTransportFailure: Error, Hashable, Sendable {
  package var detail: String
  package var isTransient: Bool

  package init(_ detail: String, isTransient: Bool) {
    self.detail = detail
    self.isTransient = isTransient
  }
}

/// How often and after what time a request is sent again.
package struct RetryPolicy: Hashable, Sendable {
  /// Requests in all, `1…`.
  package var attempts: Int
  /// The wait after the first failure; it doubles with every further one.
  package var firstWait: Duration
  /// No wait is longer; a service that asks for more is given up.
  package var longestWait: Duration

  package init(attempts: Int, firstWait: Duration, longestWait: Duration) {
    self.attempts = attempts
    self.firstWait = firstWait
    self.longestWait = longestWait
  }

  /// For a build, which can wait.
  package static let patient = RetryPolicy(attempts: 6, firstWait: .seconds(1), longestWait: .seconds(60))
  /// For a question that somebody waits for.
  package static let prompt = RetryPolicy(attempts: 3, firstWait: .milliseconds(200), longestWait: .seconds(2))

  /// The wait after so many failures, `1…`; `nil` to give up.
  package func wait(afterFailures failures: Int, asked: Duration?) -> Duration? {
    guard failures < attempts else { return nil }
    if let asked, asked > longestWait { return nil }
    var wait = firstWait
    for _ in 1..<failures where wait < longestWait { wait = wait + wait }
    return max(min(wait, longestWait), asked ?? .zero)
  }
}
