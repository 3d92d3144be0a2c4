import Terminal
import Testing

@Suite struct LineEditorTests {
  private func edited(_ keys: String, history: [String] = []) -> (LineEditor, [LineEditor.Outcome]) {
    var editor = LineEditor(history: history)
    let outcomes = keys.utf8.map { editor.feed($0) }.filter { $0 != .editing }
    return (editor, outcomes)
  }

  @Test(arguments: [
    ("abc\r", "abc"), ("abc\u{7F}d\r", "abd"), ("abc\u{1}x\r", "xabc"), ("abc\u{1B}[D\u{1B}[Dx\r", "axbc"),
    ("one two\u{17}three\r", "one three"), ("one two\u{15}x\r", "x"), ("one\u{1}\u{B}\u{19}\u{19}\r", "oneone"),
    ("abc\u{1B}[H\u{1B}[3~\r", "bc"), ("Größe 日本 😀\u{7F}\r", "Größe 日本 "), ("e\u{301}x\u{7F}\u{7F}\r", ""),
    ("one two\u{1B}bX\r", "one Xtwo"), ("a\u{1B}[1;5Db\r", "ba"), ("\u{1B}[99;99;99zok\r", "ok"), ("a\tb\r", "a b"),
  ])
  func `Keys edit the line`(keys: String, line: String) { #expect(edited(keys).1 == [.line(line)]) }

  @Test func `Earlier lines come back, and the draft after them`() {
    #expect(edited("draft\u{1B}[A\r", history: ["one", "two"]).1 == [.line("two")])
    #expect(edited("draft\u{1B}[A\u{1B}[A\u{1B}[A\r", history: ["one", "two"]).1 == [.line("one")])
    #expect(edited("draft\u{1B}[A\u{1B}[B\r", history: ["one", "two"]).1 == [.line("draft")])
    #expect(edited("x\rx\ry\r").0.history == ["x", "y"])
  }

  @Test func `Control keys end the line or the input`() {
    #expect(edited("abc\u{3}\u{4}").1 == [.cancelled, .endOfInput])
    #expect(edited("abc\u{1}\u{4}\r").1 == [.line("bc")])
    #expect(edited("\u{C}").1 == [.clearScreen])
  }

  @Test func `Bytes that are no text are dropped`() {
    var editor = LineEditor()
    for byte: UInt8 in [0xFF, 0x80, 0xC3, 0x28, 0xE2, 0x82, 0x41, 0xED, 0xA0, 0x80] { _ = editor.feed(byte) }
    #expect(editor.text == "(A")
  }

  @Test(arguments: [
    ("a\u{1B}[200~one\r\ntwo\rthree\n\u{1B}[201~b\r", "aone\ntwo\nthree\nb"),
    ("\u{1B}[200~\u{3}\u{4}\u{15}\u{7F}x\u{1B}[Ay\u{1B}bz\u{1B}[201~\r", "xyz"),
    ("\u{1B}[200~日\t本\u{1B}[201~\r", "日 本"),
  ])
  func `What is pasted is text, and its line ends send nothing`(keys: String, line: String) {
    let (editor, outcomes) = edited(keys)
    #expect(outcomes == [.line(line)])
    #expect(editor.history == [line])
  }

  @Test func `A line end that was pasted is drawn as a sign`() {
    let (editor, _) = edited("\u{1B}[200~a\nb")
    #expect(editor.drawn(prompt: "> ", columns: 20).text == "a⏎b")
    #expect(editor.drawn(prompt: "> ", columns: 20).cursorColumn == 5)
  }

  @Test func `A long line is drawn around its cursor, wide characters counted twice`() {
    var (editor, _) = edited(String(repeating: "ab", count: 50))
    var drawn = editor.drawn(prompt: "> ", columns: 20)
    #expect(drawn.text.count == 17)
    #expect(drawn.cursorColumn == 19)
    (editor, _) = edited("日本語")
    drawn = editor.drawn(prompt: "> ", columns: 20)
    #expect(drawn.text == "日本語")
    #expect(drawn.cursorColumn == 8)
  }
}
