import Common
import Embedding
import LanguageModels
import Testing

/// A remote encoder over the language models' client, against a server on loopback.
@Suite struct HTTPEmbeddingsTests {
  private static let vectors = "{\"data\": [{\"embedding\": [3, 4]}]}"

  private func encoder(
    _ address: String, timeout: Duration = .seconds(5), key: String? = nil
  ) -> RemoteEncoder {
    RemoteEncoder(
      model: RemoteModel(endpoint: address, name: "m", dimensions: 2), probe: nil,
      transport: HTTPEmbeddings(timeout: timeout) { $0 == "KBQ_ENCODER_KEY" ? key : "sk-of-openai" },
      policy: RetryPolicy(attempts: 3, firstWait: .milliseconds(1), longestWait: .seconds(1)))
  }

  @Test func `A request is a POST of JSON with the key of the encoder`() throws {
    let server = try ScriptedServer([.json(Self.vectors)])
    #expect(try encoder(server.baseURL + "/v1", key: " sk-1\n").encode(texts: ["a"]) == [0.6, 0.8])
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(request.path == "/v1/embeddings")
    #expect(request.header("Authorization") == "Bearer sk-1")
    #expect(try request.json["input"] == ["a"])
  }

  @Test func `OpenAI's key goes to no other host`() throws {
    let server = try ScriptedServer([.json(Self.vectors)])
    _ = try encoder(server.baseURL + "/v1").encode(texts: ["a"])
    #expect(server.requests.first?.header("Authorization") == nil)
  }

  @Test func `Failures that pass are tried again`() throws {
    let server = try ScriptedServer([
      .json("{}", status: 503), .json("{}", status: 429, headers: [("Retry-After", "0.01")]), .json(Self.vectors),
    ])
    #expect(try encoder(server.baseURL).encode(texts: ["a"]) == [0.6, 0.8])
    #expect(server.requests.count == 3)
  }

  @Test func `A redirect and a refusal are errors of the service`() throws {
    let redirecting = try ScriptedServer([.json("{}", status: 307, headers: [("Location", "http://127.0.0.1:1/")])])
    #expect(throws: RemoteEncoderError.self) { try encoder(redirecting.baseURL).encode(texts: ["a"]) }
    #expect(redirecting.requests.count == 1)
    let refusing = try ScriptedServer([.json(#"{"error": {"message": "no such model"}}"#, status: 404)])
    #expect(
      throws: RemoteEncoderError.refused(endpoint: refusing.baseURL, status: 404, message: "no such model")
    ) { try encoder(refusing.baseURL).encode(texts: ["a"]) }
  }

  @Test func `Silence and a closed port are told`() throws {
    let server = try ScriptedServer([ScriptedServer.Answer(hangs: true)])
    for address in [server.baseURL, "http://127.0.0.1:1"] {
      #expect {
        try encoder(address, timeout: .milliseconds(200)).encode(texts: ["a"])
      } throws: { error in
        if case RemoteEncoderError.unreachable = error { true } else { false }
      }
    }
  }
}
