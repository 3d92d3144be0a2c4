internal import Conversations
internal import HTTPTypes
internal import Synchronization

/// Counts what callers do and turns away those that do too much.
final class RateLimiter: Sendable {
  private let settings: LimitSettings
  private let now: @Sendable () -> Timestamp
  /// A database that several servers share; without one each server counts for itself.
  private let shared: ConversationStore?
  private let pool: WorkPool
  private let buckets = Mutex<[String: TokenBucket]>([:])

  /// Callers that are remembered; past that, those whose buckets are full again are forgotten.
  private static let bucketLimit = 100_000

  init(
    settings: LimitSettings, shared: ConversationStore?, pool: WorkPool, now: @escaping @Sendable () -> Timestamp
  ) {
    self.settings = settings
    self.shared = shared
    self.pool = pool
    self.now = now
  }

  /// Takes one call from the caller's account.
  ///
  /// - Throws: an error of status 429 with the time to wait.
  func take(_ limit: Endpoint.Limit, _ caller: Caller) async throws {
    let rate: RateLimit
    switch limit {
    case .none: return
    case .request: rate = settings.requests
    case .chat: rate = settings.chats
    case .upload: rate = settings.uploads
    case .signIn: rate = settings.signIns
    }
    guard rate.count > 0 else { return }
    let key = "\(limit.rawValue) \(caller.limitKey)"
    let wait: Duration?
    if let shared, limit != .request {
      wait = try await pool.run { try shared.takeToken(key, capacity: rate.count, per: rate.period) }
    } else {
      wait = take(key, rate)
    }
    guard let wait else { return }
    throw APIError(
      .tooManyRequests, "rate_limited", "more than \(rate) of this; wait before the next", retryAfter: wait)
  }

  private func take(_ key: String, _ rate: RateLimit) -> Duration? {
    let moment = now()
    return buckets.withLock { buckets in
      if buckets.count >= Self.bucketLimit, buckets[key] == nil { Self.prune(&buckets, moment, settings) }
      return buckets[key, default: TokenBucket(tokens: Double(rate.count), updated: moment)]
        .take(at: moment, capacity: rate.count, per: rate.period)
    }
  }

  private static func prune(_ buckets: inout [String: TokenBucket], _ moment: Timestamp, _ settings: LimitSettings) {
    let longest = [settings.chats, settings.uploads, settings.signIns, settings.requests].map(\.period).max() ?? .zero
    buckets = buckets.filter { $0.value.updated.advanced(by: longest) > moment }
    // Under an attack from very many addresses everyone starts anew rather than memory growing without bound.
    if buckets.count >= bucketLimit { buckets.removeAll() }
  }
}
