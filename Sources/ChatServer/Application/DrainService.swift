internal import ServiceLifecycle

/// Stops being ready as soon as a signal to stop comes; services stop in reverse order, so this one is the first.
struct DrainService: Service {
  let lifecycle: ServerLifecycle

  func run() async throws {
    try await gracefulShutdown()
    lifecycle.stop()
  }
}
