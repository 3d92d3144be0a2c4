import BundleFormat
import Common
import Compilation
import Embedding
import Storage
import Terminal
import TestSupport
import Testing

@Suite struct RemoteVectorsTests {
  private let folder: TemporaryFolder
  private let output: String

  init() throws {
    folder = try TemporaryFolder()
    output = folder.file("out.kb")
    for (name, text) in [
      ("corpus.yaml", "almanac: 1\nname: small\nsources: [{ files: '*.md' }]\n"),
      (
        "spec.yaml",
        "almanac: 1\nencoder: { model: m, remote: { endpoint: 'http://127.0.0.1:1/v1/', dimensions: 4, query-prefix: 'q: ' } }\n"
      ), ("a.md", "# One\n\nThe first text.\n\n# Two\n\nThe second text.\n"), ("b.md", "# Three\n\nThe third text.\n"),
    ] {
      let file = try AtomicFile(path: folder.file(name))
      try file.write(Array(text.utf8))
      try file.commit()
    }
  }

  private func compiler(_ spec: String = "spec.yaml") -> Compiler {
    Compiler(
      options: .init(manifest: folder.file("corpus.yaml"), spec: folder.file(spec), output: output), progress: .none)
  }

  private func vector(_ text: [UInt8]) -> QuantizedVector {
    QuantizedVector(ScriptedService.vector(String(decoding: text, as: UTF8.self)))
  }

  /// Puts vectors beside the manifest, as a fetch does.
  private func keep(_ texts: [[UInt8]], _ model: RemoteModel) throws {
    try VectorArchive.writer(path: folder.file(VectorArchive.fileName), model: model)
      .append(texts.map { ($0, vector($0)) })
  }

  private func isMissing(_ error: any Error) -> Bool {
    (error as? DiagnosticsError)?.diagnostics.map(\.identifier) == ["vectors-missing"]
  }

  @Test func `A build takes the vectors that were kept and names the service`() throws {
    let inputs = try compiler().remoteInputs()
    var texts: [[UInt8]] = []
    inputs.visit { texts.append($0) }
    #expect(texts.count == 3)
    #expect(inputs.model.endpoint == "http://127.0.0.1:1/v1")
    #expect { try compiler().run() } throws: { isMissing($0) }
    try keep([RemoteModel.probe] + texts.dropLast(), inputs.model)
    #expect { try compiler().run() } throws: { isMissing($0) }
    try keep(texts.suffix(1), inputs.model)
    #expect(try compiler().run().diagnostics == [])
    let first = try readFile(output)
    let bundle = try BundleReader(path: output)
    try bundle.verify()
    #expect(!bundle.contains(.model))
    let record = try RemoteModelRecord(decoding: bundle.section(.remoteEncoder).array)
    #expect(record.model == inputs.model)
    #expect(record.probe == vector(RemoteModel.probe))
    #expect(try bundle.buildRecord().model == .init(name: "m", digest: record.digest, dimensions: 4))
    let codes = try bundle.section(.vectors).array
    for (index, text) in texts.enumerated() {
      let stride = codes.count / texts.count
      #expect(codes[(index * stride)...].prefix(4).map { Int8(bitPattern: $0) } == vector(text).codes)
    }
    #expect(try compiler().run().diagnostics == [])
    #expect(try readFile(output) == first)
  }

  @Test func `A spec without a remote encoder has nothing to fetch`() throws {
    let file = try AtomicFile(path: folder.file("plain.yaml"))
    try file.write(Array("almanac: 1\n".utf8))
    try file.commit()
    #expect(throws: DiagnosticsError.self) { try compiler("plain.yaml").remoteInputs() }
  }
}
