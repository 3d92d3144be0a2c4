import ArgumentParser
import Common
import CompilerCommands
import FoundationEssentials
import Storage
import Terminal
import TestSupport
import Testing

@Suite struct EmbedCommandTests {
  /// A folder with a tiny model and an input of three texts.
  private final class Workplace {
    let folder: TemporaryFolder
    var model: String { folder.file("model") }
    var input: String { folder.file("texts.jsonl") }

    init(input text: String = "{\"text\": \"the river\"}\n\n{\"_id\": \"b\", \"text\": \"the sea\"}\n{\"text\": \"\"}")
      throws
    {
      folder = try TemporaryFolder()
      try TinyModel.write(to: folder.file("model"))
      try Data(text.utf8).write(to: URL(filePath: input))
    }

    func embed(_ model: String, _ output: String, _ more: String...) throws -> [UInt8] {
      let arguments = ["--model", model, "--input", input, "--output", folder.file(output)] + more
      let command = try EmbedCommand.parse(arguments)
      try command.run(sink: MemorySink(), progress: .none)
      return try readFile(folder.file(output))
    }
  }

  @Test func `The matrix has a row a text, the same for any number of jobs and at the scalar level`() throws {
    let place = try Workplace()
    let expected = try place.embed(place.model, "a.npy")
    #expect(expected.count == 128 + 3 * 48 * 4)
    #expect(String(decoding: expected[10..<128], as: UTF8.self).contains("'shape': (3, 48)"))
    #expect(try place.embed(place.model, "b.npy", "--jobs", "3") == expected)
    #expect(try place.embed(place.model, "c.npy", "--instruction-set", "scalar", "--json") == expected)
  }

  @Test func `An imported model gives the vectors of its folder`() throws {
    let place = try Workplace()
    let file = place.folder.file("tiny.model")
    let command = try ModelCommand.Import.parse([place.model, "-o", file])
    let sink = MemorySink()
    try command.run(sink: sink)
    #expect(sink.text.contains("2 layers, 48 dimensions"))
    #expect(try place.embed(file, "a.npy") == place.embed(place.model, "b.npy"))
  }

  @Test(arguments: [
    ("{\"text\": \"a\"}\n\n{\"title\": \"b\"}\n", "texts.jsonl:3: error: there is no member \"text\" [missing-text]"),
    ("{\"text\": \"a\"\n", "texts.jsonl:1: error: byte 12"),
  ])
  func `A line that is no text is named and nothing is written`(_ input: String, _ words: String) throws {
    let place = try Workplace(input: input)
    let error = #expect(throws: DiagnosticsError.self) { try place.embed(place.model, "a.npy") }
    let text = error?.diagnostics.first?.rendered ?? ""
    #expect(text.contains(words), "\(text)")
    #expect(!FileManager.default.fileExists(atPath: place.folder.file("a.npy")))
  }

  @Test func `An instruction set that does not exist is a mistake of usage`() throws {
    let place = try Workplace()
    let error = #expect(throws: (any Error).self) {
      try place.embed(place.model, "a.npy", "--instruction-set", "mmx")
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("no instruction set is called mmx"))
  }
}
