import Common
import Compilation
import CompilerCommands
import Embedding
import Storage
import Terminal
import TestSupport
import Testing

@Suite struct VectorFetchTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (name, text) in [
      ("corpus.yaml", "almanac: 1\nname: small\nsources: [{ records: { path: r.jsonl, id: id, text: text } }]\n"),
      (
        "spec.yaml",
        "almanac: 1\nencoder: { model: m, remote: { endpoint: 'http://127.0.0.1:1/v1', dimensions: 4, batch: 3, concurrency: 2 } }\n"
      ), ("r.jsonl", (0..<20).map { "{\"id\": \"\($0)\", \"text\": \"Row number \($0 % 16).\"}\n" }.joined()),
    ] {
      let file = try AtomicFile(path: folder.file(name))
      try file.write(Array(text.utf8))
      try file.commit()
    }
  }

  private func compiler() -> Compiler {
    Compiler(
      options: .init(
        manifest: folder.file("corpus.yaml"), spec: folder.file("spec.yaml"), output: folder.file("out.kb")),
      progress: .none)
  }

  private func fetch(_ service: ScriptedService) throws -> VectorFetch.Report {
    try VectorFetch(inputs: compiler().remoteInputs(), transport: service, progress: .none).run()
  }

  @Test func `Every text is asked for once and a build follows`() throws {
    let service = ScriptedService()
    let report = try fetch(service)
    #expect(report.chunks == 20)
    #expect(report.fetched == 16)
    #expect(service.batches.sorted() == [1, 1, 3, 3, 3, 3, 3])
    #expect(try compiler().run().bundle != nil)
    let again = ScriptedService()
    #expect(try fetch(again).fetched == 0)
    #expect(again.requests.isEmpty)
  }

  @Test func `What came in before a failure is kept`() throws {
    let failing = ScriptedService { request, number in
      number <= 3
        ? .success(ScriptedService.vectors(request)) : .success(EmbeddingsAnswer(status: 400, body: []))
    }
    #expect(throws: RemoteEncoderError.self) { try fetch(failing) }
    let service = ScriptedService()
    #expect(try fetch(service).fetched == 10)
    // The first request also asks for the probe.
    #expect(service.batches.reduce(0, +) - 10 >= 1)
    #expect(try compiler().run().bundle != nil)
  }

  @Test func `Vectors of another model are not mixed in`() throws {
    let failing = ScriptedService { request, number in
      number <= 3
        ? .success(ScriptedService.vectors(request)) : .success(EmbeddingsAnswer(status: 400, body: []))
    }
    #expect(throws: RemoteEncoderError.self) { try fetch(failing) }
    let kept = try readFile(folder.file(VectorArchive.fileName))
    let other = ScriptedService { request, _ in .success(ScriptedService.vectors(request, turn: -0.002)) }
    #expect {
      try fetch(other)
    } throws: { error in
      if case RemoteEncoderError.otherModel = error { true } else { false }
    }
    #expect(try readFile(folder.file(VectorArchive.fileName)) == kept)
  }
}
