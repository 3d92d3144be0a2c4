import Common
import Embedding
import Testing
import WebSources

/// A remote encoder over libcurl, against a server on loopback.
@Suite struct CurlEmbeddingsTests {
  private static let model = "{\"data\": [{\"index\": 0, \"embedding\": [3, 4]}]}"

  private func encoder(_ server: LoopbackServer, key: String? = "sk-1", timeout: Duration = .seconds(5))
    -> RemoteEncoder
  {
    RemoteEncoder(
      model: RemoteModel(endpoint: server.origin + "/v1", name: "m", dimensions: 2), probe: nil,
      transport: CurlEmbeddings(key: key, timeout: timeout),
      policy: RetryPolicy(attempts: 3, firstWait: .milliseconds(1), longestWait: .seconds(1)))
  }

  @Test func `A request is a POST of JSON with the key, over one connection`() throws {
    let server = try LoopbackServer { _ in .text(Self.model, type: "application/json") }
    let encoder = encoder(server)
    let long = String(repeating: "Grüße ", count: 20_000)
    for _ in 0..<3 { #expect(try encoder.encode(texts: [long]) == [0.6, 0.8]) }
    #expect(server.requests.map(\.target) == Array(repeating: "/v1/embeddings", count: 3))
    #expect(server.connectionCount == 1)
    let request = server.requests[0]
    #expect(request.headers["authorization"] == "Bearer sk-1")
    #expect(request.headers["content-type"] == "application/json")
    #expect(try JSONValue(parsing: request.body)["input"] == [.string(long)])
  }

  @Test func `Without a key none is sent`() throws {
    let server = try LoopbackServer { _ in .text(Self.model, type: "application/json") }
    _ = try encoder(server, key: nil).encode(texts: ["a"])
    #expect(server.requests[0].headers["authorization"] == nil)
  }

  @Test func `Failures that pass are tried again`() throws {
    let server = try LoopbackServer { request in
      switch request.repetition {
      case 0: .status(503)
      case 1: Reply(body: Array(Self.model.utf8), ending: .cut(after: 5))
      default: .text(Self.model, type: "application/json")
      }
    }
    #expect(try encoder(server).encode(texts: ["a"]) == [0.6, 0.8])
    #expect(server.requests.count == 3)
  }

  @Test func `A redirect is an error and takes the key nowhere`() throws {
    let other = try LoopbackServer { _ in .text(Self.model) }
    let server = try LoopbackServer { _ in .redirect(other.origin + "/v1/embeddings", status: 307) }
    let error = #expect(throws: RemoteEncoderError.self) { try encoder(server).encode(texts: ["a"]) }
    #expect(error?.exitStatus == .service)
    #expect(other.requests.isEmpty)
  }

  @Test func `Silence ends after the time for a request`() throws {
    let server = try LoopbackServer { _ in Reply(ending: .silence) }
    #expect {
      try encoder(server, timeout: .milliseconds(100)).encode(texts: ["a"])
    } throws: { error in
      if case RemoteEncoderError.unreachable(_, _, true) = error { true } else { false }
    }
  }
}
