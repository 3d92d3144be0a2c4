internal import Common
internal import Conversations
internal import Logging
internal import ServiceLifecycle

/// Deletes what is older than the settings keep, once an hour.
struct MaintenanceService: Service {
  let store: ConversationStore?
  let retention: Duration
  let pool: WorkPool
  let logger: Logger

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await clean()
        try await Task.sleep(for: .seconds(3600))
      }
    }
  }

  private func clean() async {
    guard let store else { return }
    let retention = retention
    do {
      let count = try await pool.run {
        let limit = retention > .zero ? store.now().advanced(by: .zero - retention) : Timestamp(milliseconds: .min)
        return try store.deleteSessions(before: limit)
      }
      if count > 0 { logger.notice("old sessions deleted", metadata: ["count": .stringConvertible(count)]) }
    } catch {
      logger.error("old sessions not deleted", metadata: ["reason": .string("\(error)")])
    }
  }
}
