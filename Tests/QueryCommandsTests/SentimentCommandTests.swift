import ArgumentParser
import Common
import QueryCommands
import Storage
import Terminal
import Testing

@Suite struct SentimentCommandTests {
  private func output(_ arguments: [String]) throws -> String {
    let sink = MemorySink()
    try #require(KBQCommand.parseAsRoot(["sentiment"] + arguments) as? SentimentCommand).run(sink: sink, style: .plain)
    return sink.text
  }

  private func file(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> String {
    let path = folder.file("messages.txt")
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
    return path
  }

  @Test func `A message is judged for people`() throws {
    let text = try output(["This is terrible, I hate it."])
    #expect(text.hasPrefix("negative −"))
    #expect(text.hasSuffix("tone calm, by the lexicon\n"))
  }

  @Test func `A message is judged for programs`() throws {
    let value = try JSONValue(parsing: Array(output(["--json", "This is terrible, I hate it."]).utf8))
    #expect(value["polarity"]?.string == "negative")
    #expect(value["emotion"]?.string == "anger")
    #expect(value["basis"]?.string == "lexicon")
  }

  @Test(arguments: [
    ("", 0), ("\n", 1), ("thanks", 1), ("thanks\n", 1), ("thanks\n\nawful\r\n", 3),
    (String(repeating: "good\n", count: 1_025), 1_025),
  ])
  func `Every line of a file gives a line of JSON`(text: String, count: Int) throws {
    let folder = try TemporaryFolder()
    let lines = try output(["--input", file(Array(text.utf8), in: folder)]).split(separator: "\n")
    #expect(lines.count == count)
    for line in lines { #expect(try JSONValue(parsing: Array(line.utf8))["polarity"]?.string != nil) }
  }

  @Test func `Bytes that are not UTF-8 are judged as replacement characters`() throws {
    let folder = try TemporaryFolder()
    let text = try output(["--input", file([0xFF, 0xC3, 0x28, 0x0A], in: folder)])
    #expect(text.contains("\"polarity\":\"neutral\""))
  }

  @Test(arguments: [
    ["a", "--input", "b"], ["a", "--bundle", "x.kb", "--model", "y"], ["a", "--jobs", "0"], ["a", "b"],
  ])
  func `Options that contradict each other are a mistake of usage`(arguments: [String]) {
    let errors = MemorySink()
    let code = CommandRunner.run(
      KBQCommand.self, ["sentiment"] + arguments, output: MemorySink(), errors: errors, style: .plain)
    #expect(code == ExitStatus.usage.rawValue)
    #expect(!errors.text.isEmpty)
  }

  @Test func `A bundle that is none ends with code 3, an input that is not there with its place`() throws {
    let folder = try TemporaryFolder()
    let errors = MemorySink()
    let foreign = try file(Array("not a bundle at all".utf8), in: folder)
    #expect(
      CommandRunner.run(
        KBQCommand.self, ["sentiment", "a", "--bundle", foreign], output: MemorySink(), errors: errors, style: .plain)
        == ExitStatus.bundle.rawValue)
    #expect(throws: SystemError.self) { try output(["--input", folder.file("none")]) }
  }
}
