import Agent
import QueryCommands
import Terminal
import Testing

@Suite struct ChatTests {
  private static let text =
    "A **bold claim** stands [1] here, and [12] there.\n\n- one line of a list that is long enough to wrap somewhere\n```\nlet  x = 1\n```\nend"

  private func written(_ size: Int, _ style: TextStyle, width: Int = 30) -> String {
    var writer = AnswerWriter(width: width, style: style)
    let characters = Array(Self.text)
    var output = ""
    for start in stride(from: 0, to: characters.count, by: size) {
      output += writer.append(String(characters[start..<min(start + size, characters.count)]))
    }
    return output + writer.finish()
  }

  @Test func `Words are wrapped, code is left alone, marks are dimmed`() {
    #expect(
      written(1_000, .plain)
        == "A **bold claim** stands [1]\nhere, and [12] there.\n\n- one line of a list that is\n  long enough to wrap\n  somewhere\n```\nlet  x = 1\n```\nend"
    )
    let coloured = written(1_000, .coloured)
    #expect(coloured.hasPrefix("A \u{1B}[1mbold\u{1B}[0m \u{1B}[1mclaim\u{1B}[0m stands \u{1B}[2m[1]\u{1B}[0m"))
  }

  @Test func `The pieces of an answer make no difference`() {
    for style in [TextStyle.plain, .coloured] {
      for size in [1, 2, 5, 13] { #expect(written(size, style) == written(1_000, style)) }
    }
  }

  @Test(arguments: [
    ("知識ベースは本です。次の文", "知識ベー\nスは本で\nす。次の\n文"), ("ab 日本語の本", "ab 日本\n語の本"),
    ("abcdefghijklmnop q", "abcdefgh\nijklmnop\nq"),
    ("1. one two\n  - six sev\n\nxy zz", "1. one\n   two\n  - six\n    sev\n\nxy zz"),
    ("# Title **x**", "# Title\n**x**"),
  ])
  func `Words without spaces are cut, items of lists hang`(text: String, lines: String) {
    for size in [1, 3, 100] {
      var writer = AnswerWriter(width: 8, style: .plain)
      let characters = Array(text)
      var output = ""
      for start in stride(from: 0, to: characters.count, by: size) {
        output += writer.append(String(characters[start..<min(start + size, characters.count)]))
      }
      #expect(output + writer.finish() == lines)
    }
  }

  @Test func `What stands between parts of an answer has lines of its own`() {
    var writer = AnswerWriter(width: 40, style: .plain)
    #expect(writer.interrupt() == "")
    #expect(writer.append("is done") + writer.interrupt() == "is done\n")
    #expect(writer.isAtLineStart)
    #expect(writer.append(" using\n") + writer.interrupt() == "using\n")
  }

  @Test func `A heading is bold in place of its signs`() {
    var writer = AnswerWriter(width: 40, style: .coloured)
    #expect(
      writer.append("## Two words\nthen ") + writer.finish() == "\u{1B}[1mTwo\u{1B}[0m \u{1B}[1mwords\u{1B}[0m\nthen")
  }

  @Test func `An answer cannot move the cursor`() {
    var writer = AnswerWriter(width: 80, style: .coloured)
    let output = writer.append("a\u{1B}[2Jb \u{9B}31m ") + writer.finish()
    #expect(output == "a [2Jb  31m")
  }

  @Test(arguments: [
    ("/help", ChatInstruction.help), ("/sources", .sources(nil)), ("/SOURCES 2", .sources(2)),
    ("/provider openai gpt-x", .provider(name: "openai", model: "gpt-x")),
    ("/provider", .provider(name: nil, model: nil)),
    ("/tone calm", .tone(.calm)), ("/tone auto", .tone(nil)), ("/save a b.md", .save("a b.md")),
    ("/sessions", .sessions), ("/resume", .resume("last")), ("/resume 3", .resume("3")), ("/delete", .delete),
    ("/q", .quit),
    ("/sources x", .wrong("/sources takes the number of a passage, not \"x\"")),
    ("/nothing", .wrong("there is no /nothing; /help lists what there is")),
  ])
  func `Instructions are read`(line: String, instruction: ChatInstruction) {
    #expect(ChatInstruction(line) == instruction)
  }

  @Test func `A message is no instruction, one with two slashes neither`() {
    #expect(ChatInstruction("what is /etc?") == nil)
    #expect(ChatInstruction("//etc is a path") == nil)
  }
}
