import BundleFormat
import Common
import Embedding
import TestSupport
import Testing

@Suite struct RemoteEncoderTests {
  private static let model = RemoteModel(
    endpoint: "https://api.example/v1/", name: "m", dimensions: 4, queryPrefix: "query: ")

  private func encoder(
    _ service: ScriptedService, probe: QuantizedVector? = nil, model: RemoteModel = Self.model, batch: Int = 3
  ) -> RemoteEncoder {
    RemoteEncoder(model: model, probe: probe, transport: service, policy: .patient, batch: batch)
  }

  private static func unit(_ vector: [Float]) -> [Float] {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { $0 / length }
  }

  private static let probe = QuantizedVector(unit(ScriptedService.vector(text(RemoteModel.probe))))

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func `Texts go out in batches and vectors come back in their order with length 1`() throws {
    let service = ScriptedService()
    let texts = ["one", "two", "three", "four", "five", "six", "seven"]
    let vectors = try encoder(service).encode(texts: texts)
    #expect(vectors == texts.flatMap { Self.unit(ScriptedService.vector($0)) })
    #expect(service.batches == [3, 3, 1])
    #expect(service.addresses == Array(repeating: "https://api.example/v1/embeddings", count: 3))
    #expect(
      service.requests[2] == .object(["model": "m", "input": ["seven"], "encoding_format": "float"]))
  }

  @Test func `A request has a bounded number of bytes`() throws {
    let service = ScriptedService()
    let long = [UInt8](repeating: 0x61, count: 200 << 10)
    #expect(try encoder(service).encode([long, long, [0x62]]).count == 12)
    #expect(service.batches == [1, 2])
  }

  @Test func `Questions get the prefix and shortened models ask for dimensions`() throws {
    let service = ScriptedService()
    var model = Self.model
    model.isShortened = true
    _ = try encoder(service, model: model).encode(query: "why")
    #expect(service.requests[0]["input"] == ["query: why"])
    #expect(service.requests[0]["dimensions"] == 4)
  }

  @Test func `Failures that pass are tried again after longer and longer waits`() throws {
    let service = ScriptedService { request, number in
      switch number {
      case 1: .failure(EmbeddingsTransportFailure("broken", isTransient: true))
      case 2: .success(EmbeddingsAnswer(status: 503, body: []))
      case 3: .success(EmbeddingsAnswer(status: 429, body: [], retryAfter: .seconds(20)))
      default: .success(ScriptedService.vectors(request))
      }
    }
    #expect(try encoder(service).encode(texts: ["a"]).count == 4)
    #expect(service.waits == [.seconds(1), .seconds(2), .seconds(20)])
  }

  @Test func `A service that stays away is given up`() {
    let service = ScriptedService { _, _ in .failure(EmbeddingsTransportFailure("refused", isTransient: true)) }
    #expect(
      throws: RemoteEncoderError.unreachable(
        endpoint: "https://api.example/v1", detail: "refused", isTransient: true)
    ) { try encoder(service).encode(texts: ["a"]) }
    #expect(service.waits == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16)])
  }

  @Test func `What will not pass is not tried again`() {
    let message = #"{"error": {"message": "Incorrect\n  API key"}}"#
    let service = ScriptedService { _, _ in .success(EmbeddingsAnswer(status: 401, body: Array(message.utf8))) }
    #expect(
      throws: RemoteEncoderError.refused(
        endpoint: "https://api.example/v1", status: 401, message: "Incorrect API key")
    ) { try encoder(service).encode(texts: ["a"]) }
    #expect(service.waits == [])
    let slow = ScriptedService { _, _ in
      .success(EmbeddingsAnswer(status: 429, body: [], retryAfter: .seconds(3_600)))
    }
    #expect(throws: RemoteEncoderError.self) { try encoder(slow).encode(texts: ["a"]) }
    #expect(slow.waits == [])
  }

  @Test(arguments: [
    "", "nonsense", "{}", #"{"data": []}"#, #"{"data": [{"index": 1, "embedding": [1, 2, 3, 4]}]}"#,
    #"{"data": [{"embedding": "AAAA"}]}"#, #"{"data": [{"embedding": [0, 0, 0, 0]}]}"#,
    #"{"data": [{"embedding": [1, 2, 3, "x"]}]}"#, #"{"data": [{"embedding": [1e39, 2, 3, 4]}]}"#,
    #"{"data": [{"embedding": [1, 2, 3]}]}"#,
  ])
  func `An answer that cannot be used is an error`(_ body: String) {
    let service = ScriptedService { _, _ in .success(EmbeddingsAnswer(status: 200, body: Array(body.utf8))) }
    #expect(throws: RemoteEncoderError.self) { try encoder(service).encode(texts: ["a"]) }
    #expect(service.requests.count == 1)
  }

  @Test func `The probe goes with the first request only`() throws {
    let service = ScriptedService()
    let encoder = encoder(service, probe: Self.probe, batch: 2)
    #expect(try encoder.encode(texts: ["a", "b", "c"]).count == 12)
    #expect(service.batches == [3, 1])
    #expect(service.requests[0]["input"]?.array?.last == .string(Self.text(RemoteModel.probe)))
  }

  @Test func `Another model under the same name is refused and stays refused`() {
    let service = ScriptedService { request, _ in .success(ScriptedService.vectors(request, turn: -0.002)) }
    let encoder = encoder(service, probe: Self.probe)
    for _ in 0..<2 {
      #expect {
        try encoder.encode(texts: ["a"])
      } throws: { error in
        guard case RemoteEncoderError.otherModel(_, "m", let similarity) = error else { return false }
        return similarity < 0.99
      }
    }
  }

  @Test func `The record survives the bundle and cut ones are refused`() throws {
    let record = RemoteModelRecord(model: Self.model, probe: Self.probe)
    #expect(try RemoteModelRecord(decoding: record.encoded) == record)
    for length in 0..<record.encoded.count {
      #expect(throws: BundleError.self) { try RemoteModelRecord(decoding: Array(record.encoded.prefix(length))) }
    }
    var other = record
    other.model.name = "n"
    #expect(other.digest != record.digest)
  }
}
