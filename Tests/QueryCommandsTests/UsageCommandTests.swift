import ArgumentParser
import Common
import Conversations
import QueryCommands
import Storage
import Terminal
import Testing

@Suite struct UsageCommandTests {
  private static let configuration = """
    almanac: 1
    models:
      currency: EUR
      providers:
        - { name: first, kind: openai, base-url: "http://127.0.0.1:9/v1", daily-cost: 0.5, warning: 0.5 }
        - { name: second, kind: anthropic, base-url: "http://127.0.0.1:9", daily-tokens: 1000 }
    """

  private func output(_ arguments: String...) throws -> String {
    let folder = try TemporaryFolder()
    let path = folder.file("usage.sqlite")
    let store = ConversationStore(try openDatabase(path))
    for (day, provider, model, tokens, cost) in [
      ("2026-03-01", "first", "a", 100, 0.25), ("2026-03-01", "first", "b", 10, 0.05),
      ("2026-03-01", "second", "c", 600, 0), ("2026-03-01", "first", "a", 100, 0.2),
      ("2026-03-02", "second", "c", 1, 0),
      ("2026-02-27", "first", "a", 7, 0.5),
    ] {
      try store.record(
        UsageRecord(
          day: day, provider: provider, model: model, requests: 1, inputTokens: tokens, outputTokens: tokens / 2,
          cost: cost))
    }
    let file = try AtomicFile(path: folder.file("kbq.yaml"))
    try file.write(Array(Self.configuration.utf8))
    try file.commit()
    let sink = MemorySink()
    let command = try KBQCommand.parseAsRoot(
      ["usage", "--store", path, "--config", folder.file("kbq.yaml")] + arguments)
    try #require(command as? UsageCommand).run(sink: sink, style: .plain)
    return sink.text
  }

  @Test func `A period is reported by day, provider and model, with what is left of the limits of its last day`() throws
  {
    #expect(
      try output("--from", "2026-03-01", "--to", "2026-03-01") == """
        day         provider  model  requests  tokens in  tokens out  cost (EUR)
        2026-03-01  first     a             2        200         100      0.4500
        2026-03-01  first     b             1         10           5      0.0500
        2026-03-01  second    c             1        600         300      0.0000
        total                               4        810         405      0.5000

        2026-03-01: 100 % of the daily limit of first (0.5000 of 0.50 EUR); the next provider is asked
        2026-03-01: 90 % of the daily limit of second (900 of 1,000 tokens); a warning was given

        """)
  }

  @Test func `Days of a period are added up by provider`() throws {
    #expect(
      try output("--days", "4", "--to", "2026-03-02", "--by", "provider") == """
        provider  requests  tokens in  tokens out  cost (EUR)
        first            4        217         108      1.0000
        second           2        601         300      0.0000
        total            6        818         408      1.0000

        2026-03-02: 0 % of the daily limit of first (0.0000 of 0.50 EUR)
        2026-03-02: 0 % of the daily limit of second (1 of 1,000 tokens)

        """)
  }

  @Test func `Programs get the same as JSON`() throws {
    let value = try JSONValue(
      parsing: Array(output("--from", "2026-03-01", "--to", "2026-03-02", "--by", "model", "--json").utf8))
    #expect(value["usage"]?.array?.count == 3)
    #expect(value["usage"]?.array?.last?["requests"]?.integer == 2)
    #expect(value["total"]?["failures"]?.integer == 0)
    #expect(value["total"]?["inputTokens"]?.integer == 811)
    #expect(value["limits"]?.array?.map { $0["isReached"] } == [.bool(false), .bool(false)])
  }

  @Test func `A period without use says so`() throws {
    let text = try output("--from", "2025-01-01", "--to", "2025-01-31")
    #expect(text.hasPrefix("Nothing was used from 2025-01-01 through 2025-01-31.\n"))
  }

  @Test(arguments: [
    ["--from", "2026-2-1"], ["--from", "2026-03-02", "--to", "2026-03-01"], ["--days", "0"],
    ["--days", "3", "--from", "2026-03-01"], ["--by", "hour"],
  ])
  func `A period that is wrong is a mistake of usage`(arguments: [String]) {
    let errors = MemorySink()
    let code = CommandRunner.run(
      KBQCommand.self, ["usage", "--store", "x.sqlite"] + arguments, output: MemorySink(), errors: errors, style: .plain
    )
    #expect(code == ExitStatus.usage.rawValue)
    #expect(!errors.text.isEmpty)
  }
}
