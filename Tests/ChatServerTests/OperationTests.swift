import ChatServer
import Common
import CoreMetrics
import HTTPTypes
import LanguageModels
import Testing

@Suite struct OperationTests {
  @Test func healthNamesEveryDependency() async throws {
    let test = try await TestServer(providers: {
      [
        ProviderStatus(name: "a", model: "m", isAvailable: false, reason: "secret", rest: .milliseconds(30_200)),
        ProviderStatus(name: "offline", model: "quotations", isAvailable: true),
      ]
    })
    try await test.test { client in
      let health = try await client.get("/health").json
      #expect(health["status"]?.string == "ok")
      for name in ["bundles", "database", "models", "disk", "memory", "work"] {
        #expect(health["checks"]?[name]?["status"]?.string == "ok", "\(name)")
      }
      let providers = health["checks"]?["models"]?["providers"]
      #expect(
        providers == [
          ["name": "a", "model": "m", "status": "resting", "restSeconds": 31],
          ["name": "offline", "model": "quotations", "status": "ok", "restSeconds": .null],
        ])
      #expect((health["checks"]?["memory"]?["residentBytes"]?.integer ?? 0) > 1_000_000)
    }
  }

  @Test func metricsCountRequestsByRoute() async throws {
    let test = try await TestServer()
    try await test.test { client in
      for _ in 0..<3 { _ = try await client.get("/api/search?q=key&mode=keyword") }
      _ = try await client.get("/api/documents/99")
      let text = try await client.get("/metrics").text
      #expect(text.contains(#"almanac_requests_total{method="GET",route="/api/search",status="200"} 3"#))
      #expect(text.contains(#"almanac_requests_total{method="GET",route="/api/documents/{document}",status="404"} 1"#))
      #expect(text.contains(#"almanac_retrieval_duration_seconds_count{mode="keyword"} 3"#))
      #expect(text.contains("# TYPE almanac_request_duration_seconds histogram"))
      #expect(text.contains("almanac_active_requests 1"))
    }
  }

  @Test func theExpositionEscapesAndAddsUp() {
    let registry = MetricsRegistry()
    registry.describe("a_total", "What\nit is \\")
    registry.makeCounter(label: "a.total", dimensions: [("path", "a\"b\\c\nd")]).increment(by: 2)
    registry.makeCounter(label: "a.total", dimensions: [("path", "a\"b\\c\nd")]).increment(by: 3)
    let timer = registry.makeTimer(label: "t_seconds", dimensions: [])
    timer.recordNanoseconds(600_000)
    timer.recordNanoseconds(2_000_000_000)
    registry.makeMeter(label: "g", dimensions: []).set(-1.5)
    let text = registry.exposition()
    #expect(text.hasPrefix("# HELP a_total What\\nit is \\\\\n# TYPE a_total counter\n"))
    #expect(text.contains(#"a_total{path="a\"b\\c\nd"} 5"#))
    #expect(text.contains("g -1.5\n"))
    #expect(text.contains("t_seconds_bucket{le=\"0.0005\"} 0\nt_seconds_bucket{le=\"0.001\"} 1\n"))
    #expect(text.contains("t_seconds_bucket{le=\"1\"} 1\n") || text.contains("t_seconds_bucket{le=\"1.0\"} 1\n"))
    #expect(text.contains("t_seconds_bucket{le=\"+Inf\"} 2\nt_seconds_sum 2.0006\nt_seconds_count 2\n"))
  }

  @Test func theDescriptionListsEveryRoute() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let document = try await client.get("/openapi.json").json
      #expect(document["openapi"]?.string == "3.1.0")
      let search = document["paths"]?["/api/search"]?["get"]
      #expect(search?["parameters"]?.array?.first?["name"]?.string == "q")
      #expect(search?["parameters"]?.array?.first?["required"]?.bool == true)
      #expect(document["paths"]?["/api/sessions/{session}"]?["delete"]?["responses"]?["204"] != nil)
      let identifiers = (document["paths"]?.members ?? []).flatMap { $0.value.members ?? [] }
        .compactMap { $0.value["operationId"]?.string }
      #expect(Set(identifiers).count == identifiers.count)
      #expect(identifiers.count > 30)
    }
  }

  @Test(arguments: ["/nowhere", "/api", "/api/search/x", "/assets/", "/assets/../chat.js"])
  func unknownPathsAreNotFound(path: String) async throws {
    let test = try await TestServer()
    try await test.test { client in
      let answer = try await client.get(path)
      #expect(answer.status == 404)
      #expect(answer.error == "not_found")
    }
  }

  @Test func thePagesAndTheirFilesAreInTheProgram() async throws {
    let test = try await TestServer { $0.security.authentication = .required }
    try await test.test { client in
      for (path, type) in [
        ("/", "text/html"), ("/docs", "text/html"), ("/analytics", "text/html"),
        ("/assets/chat.js", "text/javascript"), ("/assets/client.js", "text/javascript"),
        ("/assets/additions.js", "text/javascript"), ("/assets/charts.js", "text/javascript"),
        ("/assets/analytics.js", "text/javascript"), ("/assets/docs.js", "text/javascript"),
        ("/assets/style.css", "text/css"), ("/assets/analytics.css", "text/css"),
      ] {
        let file = try await client.get(path)
        #expect(file.status == 200)
        #expect(file.headers[.contentType]?.hasPrefix(type) == true)
        // The name of SVG's elements, which is not an address that is loaded.
        let text = file.text.replacing("\"http://www.w3.org/2000/svg\"", with: "")
        #expect(!text.contains("http://") && !text.contains("https://"), "\(path) loads from elsewhere")
      }
    }
  }
}
