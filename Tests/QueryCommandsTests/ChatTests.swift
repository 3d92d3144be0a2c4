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
        == "A **bold claim** stands [1]\nhere, and [12] there.\n\n- one line of a list that is\nlong enough to wrap somewhere\n```\nlet  x = 1\n```\nend"
    )
    let coloured = written(1_000, .coloured)
    #expect(coloured.hasPrefix("A \u{1B}[1mbold\u{1B}[0m \u{1B}[1mclaim\u{1B}[0m stands \u{1B}[2m[1]\u{1B}[0m"))
  }

  @Test func `The pieces of an answer make no difference`() {
    for style in [TextStyle.plain, .coloured] {
      for size in [1, 2, 5, 13] { #expect(written(size, style) == written(1_000, style)) }
    }
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
    ("/tone calm", .tone(.calm)), ("/tone auto", .tone(nil)), ("/save a b.md", .save("a b.md")), ("/q", .quit),
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
