import Common
import Extraction
import Testing

@Suite struct LanguageDetectorTests {
  private func language(_ text: String, _ kind: BlockKind = .paragraph) throws -> String? {
    let document = try DocumentNormalizer.normalize(RawDocument(blocks: [RawBlock(kind, text)]), format: .text)
    return LanguageDetector.language(of: document)
  }

  /// The library reads on behind a text that does not end with a zero; a text whose language is hard to tell shows it.
  @Test func whatLiesBehindATextDoesNotMatter() throws {
    let text = (0..<120).map { "Line \($0) has \($0 * 7_919 % 9_973) words, and rain.\n" }.joined()
    let expected = try language(text)
    for byte in UInt8(1)...200 {
      // Memory that was used and given back.
      let used = (1...4).map { [UInt8](repeating: byte, count: 1_024 * $0 + 900) }
      #expect(used.allSatisfy { $0.last == byte })
      #expect(try language(text) == expected)
    }
  }

  @Test(
    arguments: [
      ("en", "The speed of the machine depends on the people who use it every day, and on what they expect from it."),
      ("de", "Die Geschwindigkeit der Maschine hängt von den Menschen ab, die sie jeden Tag benutzen und pflegen."),
      (
        "fr",
        "La vitesse de la machine dépend des personnes qui s'en servent tous les jours et de ce qu'elles attendent."
      ),
      (
        "es",
        "La velocidad de la máquina depende de las personas que la usan todos los días y de lo que esperan de ella."
      ),
      ("ru", "Скорость машины зависит от людей, которые пользуются ею каждый день, и от того, чего они от неё ждут."),
      ("ja", "この機械の速さは、それを毎日使う人々と、その人々が機械に何を期待しているかによって決まります。"),
      ("zh", "这台机器的速度取决于每天使用它的人们，以及他们对它的期望。我们每天都在努力改进它，使它更快、更可靠、更容易使用。"),
    ])
  func findsTheLanguageOfASentence(tag: String, text: String) throws { #expect(try language(text) == tag) }

  @Test func givesNoAnswerWhereThereIsNone() throws {
    #expect(try language("Hello world") == nil)
    #expect(try language(String(repeating: "0123456789 ", count: 50)) == nil)
    // Code and tables are not prose, whatever their words.
    #expect(
      try language("The speed of the machine depends on the people who use it every day, and on much else.", .code)
        == nil)
  }

  @Test func theLibraryIsNamedWithItsVersion() {
    #expect(LanguageDetector.library.name == "libexttextcat")
    #expect(LanguageDetector.library.version.first?.isNumber ?? false)
    #expect(!LanguageDetector.library.version.contains("without"))
  }
}
