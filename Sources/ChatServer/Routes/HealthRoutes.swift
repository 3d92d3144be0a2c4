internal import Common
internal import Conversations
internal import HTTPTypes
internal import Hummingbird
internal import LanguageModels
internal import Retrieval
internal import SQLite

/// Whether the server is well, and its numbers.
struct HealthRoutes: Sendable {
  let services: ServerServices
  /// The state of the language models, as the last requests left it; no service is asked for it.
  let providers: @Sendable () async -> [ProviderStatus]

  var endpoints: [Endpoint] {
    var metrics = Endpoint(
      method: .get, path: "/metrics", tag: "operations", summary: "Metrics in Prometheus' text format",
      access: services.settings.security.protectsMetrics ? .scope(.metrics) : .open, limit: .none, handle: self.metrics)
    metrics.success = [(200, "text/plain", "The metrics")]
    return [
      Endpoint(
        method: .get, path: "/health", tag: "operations",
        summary: "Each dependency, the disk and the memory; 503 when something that answers need is broken",
        access: .open, limit: .none, failures: [503], handle: health),
      Endpoint(
        method: .get, path: "/ready", tag: "operations", summary: "Whether requests should be sent here",
        access: .open, limit: .none, failures: [503], handle: ready), metrics,
    ]
  }

  private func ready(_ call: Call) async throws -> Response {
    let isReady = !services.lifecycle.isStopping
    return .json(["ready": .bool(isReady)], status: isReady ? .ok : .serviceUnavailable)
  }

  private func health(_ call: Call) async throws -> Response {
    var isHealthy = true
    var parts: [JSONValue.Member] = []
    let served = services.catalog.current
    let bundles = try await services.pool.run { () -> String? in
      do {
        for bundle in served.engine.bundles { _ = try bundle.record }
        return nil
      } catch {
        return "\(error)"
      }
    }
    isHealthy = bundles == nil
    parts.append(.init("bundles", Self.part(bundles)))
    if let store = services.store {
      let problem = try await services.pool.run { () -> String? in
        do throws(DatabaseError) {
          try store.ping()
          return nil
        } catch {
          return error.message
        }
      }
      isHealthy = isHealthy && problem == nil
      parts.append(.init("database", Self.part(problem)))
    }
    let providers = await providers()
    // The server is well without them: searches go on, and to start it anew would not bring them back.
    let hasProvider = providers.isEmpty || providers.contains(where: \.isAvailable)
    parts.append(
      .init(
        "models",
        .object([
          "status": .string(hasProvider ? "ok" : "failing"), "providers": .array(providers.map(Self.provider)),
        ])))
    let place = services.settings.inbox.path ?? services.store?.place ?? "."
    if let disk = SystemStatus.disk(at: place.hasPrefix("postgres") ? "." : place) ?? SystemStatus.disk(at: ".") {
      let isLow = disk.total > 0 && disk.free < min(disk.total / 50, 1 << 30)
      parts.append(
        .init(
          "disk",
          .object([
            "status": .string(isLow ? "low" : "ok"), "freeBytes": .integer(disk.free), "bytes": .integer(disk.total),
          ])))
    }
    let memory = SystemStatus.residentMemory
    let limit = SystemStatus.memoryLimit
    parts.append(
      .init(
        "memory",
        .object([
          "status": .string(limit.map { memory > $0 / 10 * 9 } ?? false ? "low" : "ok"),
          "residentBytes": .integer(memory), "limitBytes": limit.map(JSONValue.integer) ?? .null,
        ])))
    parts.append(
      .init(
        "work",
        .object([
          "status": "ok", "pending": .integer(services.pool.load), "threads": .integer(services.pool.threadCount),
        ])))
    let uptime = (ContinuousClock.now - services.lifecycle.started).seconds
    return .json(
      .object([
        "status": .string(isHealthy ? "ok" : "failing"), "uptimeSeconds": .number((uptime * 1000).rounded() / 1000),
        "bundle": .string(served.digest), "checks": .object(parts),
      ]), status: isHealthy ? .ok : .serviceUnavailable)
  }

  private static func part(_ problem: String?) -> JSONValue {
    problem.map { ["status": "failing", "reason": .string($0)] } ?? ["status": "ok"]
  }

  /// Without what a service said: anybody may read the page.
  private static func provider(_ status: ProviderStatus) -> JSONValue {
    .object([
      "name": .string(status.name), "model": .string(status.model),
      "status": .string(status.isAvailable ? "ok" : "resting"),
      "restSeconds": status.rest.map { .integer(Int($0.seconds.rounded(.up))) } ?? .null,
    ])
  }

  private func metrics(_ call: Call) async throws -> Response {
    let registry = services.metrics.registry
    registry.gauge("almanac_uptime_seconds").set((ContinuousClock.now - services.lifecycle.started).seconds)
    registry.gauge("process_resident_memory_bytes").set(Double(SystemStatus.residentMemory))
    registry.gauge("almanac_queue_length").set(Double(services.pool.load))
    if let store = services.store {
      let count = try await services.pool.run {
        try store.activeSessionCount(since: store.now().advanced(by: .seconds(-1800)))
      }
      registry.gauge("almanac_active_sessions").set(Double(count))
    }
    return .bytes(Array(registry.exposition().utf8), type: "text/plain; version=0.0.4; charset=utf-8")
  }
}
