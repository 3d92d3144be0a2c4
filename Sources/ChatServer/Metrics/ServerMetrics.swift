/// What the server counts, under the names that dashboards use.
struct ServerMetrics: Sendable {
  let registry: MetricsRegistry

  init(registry: MetricsRegistry) {
    self.registry = registry
    for (name, text) in [
      ("almanac_requests_total", "Requests by method, route and status"),
      ("almanac_request_duration_seconds", "Time from the head of a request to the last byte of its answer, by route"),
      ("almanac_retrieval_duration_seconds", "Time of a search by mode"),
      ("almanac_active_requests", "Requests that are being answered"),
      ("almanac_active_streams", "Answers that are being streamed"),
      ("almanac_active_sessions", "Sessions used within the last half hour"),
      ("almanac_model_requests_total", "Calls of language models by provider, model and outcome"),
      ("almanac_model_tokens_total", "Tokens by provider, model and direction"),
      ("almanac_model_cost_total", "Cost by provider and model, in the currency of the price table"),
      ("almanac_answers_total", "Answers of the chat by outcome"),
      ("almanac_cache_total", "Look-ups in the answer cache by outcome"),
      ("almanac_reloads_total", "Changes of the bundles by outcome"),
      ("almanac_queue_length", "Work that runs or waits for a thread"),
      ("almanac_uptime_seconds", "Time since the server started"),
      ("process_resident_memory_bytes", "Memory of the process that is in RAM"),
    ] { registry.describe(name, text) }
  }

  func request(method: String, route: String, status: Int, duration: Duration) {
    registry.counter(
      "almanac_requests_total", [("method", method), ("route", route), ("status", "\(status)")]
    ).increment(by: 1 as Int64)
    registry.histogram("almanac_request_duration_seconds", [("route", route)]).record(duration)
  }

  func retrieval(mode: String, duration: Duration) {
    registry.histogram("almanac_retrieval_duration_seconds", [("mode", mode)]).record(duration)
  }

  var activeRequests: GaugeMetric { registry.gauge("almanac_active_requests") }
  var activeStreams: GaugeMetric { registry.gauge("almanac_active_streams") }

  func count(_ name: String, _ labels: [(String, String)], by amount: Double = 1) {
    registry.counter(name, labels).increment(by: amount)
  }
}
