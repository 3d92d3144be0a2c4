import ArgumentParser
import Common
import CompilerCommands
import FoundationEssentials
import Storage
import Terminal
import TestSupport
import Testing

@Suite struct BenchCommandTests {
  private func bench(_ input: String, _ more: String...) throws -> JSONValue {
    let folder = try TemporaryFolder()
    try TinyModel.write(to: folder.file("model"))
    try Data(input.utf8).write(to: URL(filePath: folder.file("texts.jsonl")))
    let arguments = ["--model", folder.file("model"), "--input", folder.file("texts.jsonl"), "--json"] + more
    let sink = MemorySink()
    try BenchCommand.Embed.parse(arguments).run(sink: sink)
    return try JSONValue(parsing: Array(sink.text.utf8))
  }

  private static let texts = "{\"text\": \"the river\"}\n{\"text\": \"the sea\"}\n{\"text\": \"\"}"

  @Test func `The digest is the same for any number of jobs and any level`() throws {
    let first = try bench(Self.texts, "--passes", "1", "--jobs", "1")
    let second = try bench(Self.texts, "--passes", "2", "--jobs", "2", "--instruction-set", "scalar")
    #expect(first["digest"]?.string?.utf8.count == 64)
    #expect(first["digest"] == second["digest"])
    #expect(first["texts"]?.integer == 3)
    #expect(second["instructionSet"]?.string == "scalar")
    #expect(try bench(Self.texts, "--texts", "2")["digest"] != first["digest"])
  }

  @Test func `A line without a text is named`() throws {
    #expect(throws: DiagnosticsError.self) { try bench("{\"title\": \"x\"}") }
  }
}
