internal import Common
internal import Conversations
internal import HTTPTypes
internal import Logging
internal import Retrieval

/// What the routes work with. One value for the life of the server; everything that changes is inside its parts.
struct ServerServices: Sendable {
  let settings: ServerSettings
  let catalog: BundleCatalog
  let pool: WorkPool
  let searches: SearchQueue
  /// `nil` where nothing is kept.
  let store: ConversationStore?
  let authenticator: Authenticator
  let limiter: RateLimiter
  let metrics: ServerMetrics
  let logger: Logger
  let lifecycle: ServerLifecycle
  let sealer: Sealer?

  /// The store, or an error that says how to have one.
  func requireStore() throws(APIError) -> ConversationStore {
    guard let store else {
      throw .unavailable("keeping conversations", remedy: "set store.url")
    }
    return store
  }

  /// Runs work that blocks on the store.
  func withStore<Result: Sendable>(
    _ work: @escaping @Sendable (ConversationStore) throws -> Result
  ) async throws -> Result {
    let store = try requireStore()
    return try await pool.run { try work(store) }
  }
}
