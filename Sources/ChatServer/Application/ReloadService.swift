internal import Common
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Puts new versions of the bundles in place: when a file changes, and when SIGHUP asks for it.
struct ReloadService: Service {
  let catalog: BundleCatalog
  let pool: WorkPool
  let interval: Duration
  let metrics: ServerMetrics
  let logger: Logger

  func run() async throws {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
          await reload(isForced: true)
        }
      }
      group.addTask {
        try? await cancelWhenGracefulShutdown {
          while !Task.isCancelled {
            try await Task.sleep(for: interval)
            await reload(isForced: false)
          }
        }
      }
      await group.waitForAll()
    }
  }

  private func reload(isForced: Bool) async {
    let change: BundleCatalog.Change
    do {
      change = try await pool.run { catalog.reload(isForced: isForced) }
    } catch {
      // The pool is full: the next look will come.
      return
    }
    switch change {
    case .none: break
    case .replaced(let digest, let leftOut):
      metrics.count("almanac_reloads_total", [("outcome", "ok")])
      logger.notice("bundles replaced", metadata: ["digest": .string(digest)])
      if let leftOut {
        metrics.count("almanac_reloads_total", [("outcome", "failed")])
        logger.error("the inbox's overlay is left out", metadata: ["reason": .string(leftOut)])
      }
    case .failed(let reason):
      metrics.count("almanac_reloads_total", [("outcome", "failed")])
      logger.error("bundles not replaced; the old ones are served on", metadata: ["reason": .string(reason)])
    }
  }
}
