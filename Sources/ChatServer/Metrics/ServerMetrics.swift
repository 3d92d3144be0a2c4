/// What the server counts, under the names that dashboards use.
struct ServerMetrics: Sendable {
  private struct Request: Hashable {
    var method: String
    var route: String
    var status: Int
  }

  let registry: MetricsRegistry
  let activeRequests: GaugeMetric
  let activeStreams: GaugeMetric
  private let requests = KnownMetrics<Request, CounterMetric>()
  private let durations = KnownMetrics<String, HistogramMetric>()
  private let retrievals = KnownMetrics<String, HistogramMetric>()

  /// The methods that are counted by name: a caller may make up as many others as it likes.
  private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  init(registry: MetricsRegistry) {
    self.registry = registry
    activeRequests = registry.gauge("almanac_active_requests")
    activeStreams = registry.gauge("almanac_active_streams")
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
    let request = Request(method: Self.methods.contains(method) ? method : "other", route: route, status: status)
    requests.metric(request) {
      registry.counter(
        "almanac_requests_total",
        [("method", request.method), ("route", request.route), ("status", "\(request.status)")])
    }.increment(by: 1 as Int64)
    durations.metric(route) { registry.histogram("almanac_request_duration_seconds", [("route", route)]) }
      .record(duration)
  }

  func retrieval(mode: String, duration: Duration) {
    retrievals.metric(mode) { registry.histogram("almanac_retrieval_duration_seconds", [("mode", mode)]) }
      .record(duration)
  }

  func count(_ name: String, _ labels: [(String, String)], by amount: Double = 1) {
    registry.counter(name, labels).increment(by: amount)
  }
}
