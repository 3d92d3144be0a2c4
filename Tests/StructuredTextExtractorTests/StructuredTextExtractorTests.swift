import Common
import Extraction
import StructuredTextExtractor
import TestSupport
import Testing

@Suite("Text with a structure of its own")
struct StructuredTextExtractorTests {
  private func extract(_ text: String, _ format: DocumentFormat, name: String = "sample") throws -> RawDocument {
    try StructuredTextExtractor().extract(
      ExtractionRequest(bytes: Array(text.utf8), name: name, format: format))
  }

  private func blocks(_ text: String, _ format: DocumentFormat, name: String = "sample") throws -> [RawBlock] {
    try extract(text, format, name: name).blocks
  }

  @Test(
    "values are found whatever parts them, quoted or not",
    arguments: [
      ("Name,Size\nnut,3\n", DocumentFormat.csv, ["Name: nut | Size: 3"]),
      ("Name;Size\r\nnut;3,5\r\n", .csv, ["Name: nut | Size: 3,5"]),
      ("Name\tSize\nnut\t3", .tsv, ["Name: nut | Size: 3"]), ("a|1\nb|2\n", .csv, ["a | 1", "b | 2"]),
      ("sep=;\na;1\n", .csv, ["a | 1"]),
      ("Name,Note\n\"a, b\",\"say \"\"hi\"\"\nthere\"\n", .csv, ["Name: a, b | Note: say \"hi\"\nthere"]),
      ("Name,Note\n\"open,1\nb,2\n", .csv, ["Name: \"open | Note: 1", "Name: b | Note: 2"]),
      ("one\ntwo\n", .csv, ["one", "two"]), ("Name,Size,\nnut,,\n", .csv, ["nut"]),
    ])
  func separatedValues(text: String, format: DocumentFormat, rows: [String]) throws {
    #expect(try blocks(text, format).map(\.text) == rows)
  }

  @Test("JSON, JSON Lines and YAML are paths and values")
  func pathsAndValues() throws {
    let json =
      "{\"title\": \"T\", \"servers\": [{\"name\": \"a b\", \"ports\": [1, 2]}, {\"x.y\": null}], \"empty\": {}}"
    let document = try extract(json, .json)
    #expect(document.title == "T")
    #expect(
      document.blocks.map(\.text) == [
        "title: T", "servers", "servers[0].name: a b", "servers[0].ports: 1, 2", "servers[1][\"x.y\"]: null", "empty",
        "empty: {}",
      ])
    #expect(document.blocks[1].kind == .heading(level: 1))
    #expect(try blocks("{\"a\":1}\n\n{\"a\":2,\"b\":\"c\"}\n", .jsonLines).map(\.text) == ["a: 1", "a: 2 | b: c"])
    #expect(
      try blocks("a: 1\nlist:\n  - x\n  - y: z\n", .yaml).map(\.text) == ["a: 1", "list", "list[0]: x", "list[1].y: z"])
    #expect(throws: ExtractionFailure.malformed(detail: "line 2: expected a value, got the end of the text")) {
      try extract("[1,\n", .json)
    }
  }

  @Test("aliases that multiply and collections that nest without end are refused")
  func hostileData() {
    let bomb =
      "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
      + (1..<12).map { level in
        "a\(level): &a\(level) [\((0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ","))]\n"
      }.joined()
    #expect(throws: ExtractionFailure.self) { try extract(bomb, .yaml) }
    #expect(throws: ExtractionFailure.self) { try extract(String(repeating: "[", count: 100_000), .yaml) }
    #expect(throws: ExtractionFailure.self) { try extract(String(repeating: "- ", count: 100_000) + "x", .yaml) }
    #expect(throws: ExtractionFailure.self) { try extract(String(repeating: "[", count: 100_000), .json) }
  }

  @Test("reStructuredText gives sections, lists, code, tables, admonitions and notes")
  func reStructuredText() throws {
    let text = """
      =====
      Title
      =====

      :author: Ada

      Some ``code`` and `a link <x>`_ and :func:`name` and **bold**::

          literal  text

      Part
      ----

      - one
      - two
        goes on

      .. note:: Take
         care.

      .. code-block:: c

         int x;

      .. _here:

      Sub
      ~~~

      == ====
      A  B
      == ====
      1  two
      == ====

      .. [1] The note.
      .. a comment
      """
    let document = try extract(text, .reStructuredText)
    #expect(document.title == "Title")
    #expect(document.metadata == [MetadataEntry("author", "Ada")])
    #expect(
      document.blocks == [
        RawBlock(.heading(level: 1), "Title"), RawBlock(.paragraph, "Some code and a link and name and bold:"),
        RawBlock(.code, "literal  text"), RawBlock(.heading(level: 2), "Part"), RawBlock(.listItem(depth: 1), "one"),
        RawBlock(.listItem(depth: 1), "two goes on"), RawBlock(.paragraph, "Note: Take care."),
        RawBlock(.code, "int x;"), RawBlock(.heading(level: 3), "Sub", anchor: "here"), RawBlock(.tableHeader, "A | B"),
        RawBlock(.tableRow, "1 | two"), RawBlock(.footnote, "1. The note."),
      ])
  }

  @Test("AsciiDoc gives sections, lists, listings, tables and admonitions")
  func asciiDoc() throws {
    let text = """
      = Title
      :version: 2.0

      Use *version* {version} of link:x.html[the tool].footnote:[Or later.]

      [[place]]
      == Part

      . first
      .. deep
      . second

      NOTE: Mind it.

      [source,c]
      ----
      int x;
      ----

      |===
      |A |B

      |1 |2
      |===

      // comment
      term:: meaning
      """
    let document = try extract(text, .asciiDoc)
    #expect(document.title == "Title")
    #expect(
      document.blocks == [
        RawBlock(.heading(level: 1), "Title"), RawBlock(.paragraph, "Use version 2.0 of the tool."),
        RawBlock(.footnote, "Or later."), RawBlock(.heading(level: 2), "Part", anchor: "place"),
        RawBlock(.listItem(depth: 1), "1. first"), RawBlock(.listItem(depth: 2), "1. deep"),
        RawBlock(.listItem(depth: 1), "2. second"), RawBlock(.paragraph, "Note: Mind it."), RawBlock(.code, "int x;"),
        RawBlock(.tableHeader, "A | B"), RawBlock(.tableRow, "1 | 2"), RawBlock(.listItem(depth: 1), "term: meaning"),
      ])
  }

  @Test(
    "source code is cut at its definitions",
    arguments: [
      (
        "a.py", "import x\n\n# Adds.\ndef add(a, b):\n    return a\n\nclass P:\n    def m(self):\n        pass\n",
        ["def add(a, b)", "class P", "def m(self)"]
      ),
      ("a.swift", "/// Doc.\npublic struct P {\n  func f() -> Int { 1 }\n}\n", ["public struct P", "func f() -> Int"]),
      (
        "a.c", "#include <x.h>\nstatic int f(int a) {\n  if (a) return 1;\n}\nstruct s { int a; };\n",
        ["static int f(int a)", "struct s"]
      ),
      (
        "a.rs", "pub fn f<T>(a: T) -> T {\n}\nimpl P {\n    fn g() {}\n}\n",
        ["pub fn f<T>(a: T) -> T", "impl P", "fn g()"]
      ),
      ("a.go", "func (p P) F() error {\n}\n", ["func (p P) F() error"]),
      ("a.sql", "CREATE TABLE t (id int);\n", ["CREATE TABLE t (id int)"]),
    ])
  func sourceCode(name: String, text: String, headings: [String]) throws {
    let found = try blocks(text, .source, name: name)
    #expect(found.compactMap { if case .heading = $0.kind { $0.text } else { nil } } == headings)
  }

  @Test("a comment stays with the definition below it, and no line of code is lost")
  func sourceLines() throws {
    let found = try blocks("import x\n\n# Adds.\ndef add():\n    pass\n", .source, name: "a.py")
    #expect(
      found == [
        RawBlock(.code, "import x"), RawBlock(.heading(level: 1), "def add()"),
        RawBlock(.code, "# Adds.\ndef add():\n    pass"),
      ])
  }

  @Test("RTF gives headings, charsets, tables, notes and properties, and no hidden text")
  func richText() throws {
    let text = #"""
      {\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 A;}{\f1\fcharset204 B;}}{\stylesheet{\s1 heading 1;}}
      {\info{\title The Title}{\author Ada}}{\pard\s1 Head\par}
      \pard caf\'e9 \u8364? {\f1 \'cf\'f0}{\v secret}{\*\unknown no}{\footnote the note} end\par
      \pard\intbl a\cell b\cell\row\pard {\pntext 1.\tab}item\par}
      """#
    let document = try extract(text, .rtf)
    #expect(document.title == "The Title")
    #expect(document.metadata == [MetadataEntry("author", "Ada")])
    #expect(
      document.blocks == [
        RawBlock(.heading(level: 1), "Head"), RawBlock(.paragraph, "café € Пр end"), RawBlock(.footnote, "the note"),
        RawBlock(.tableRow, "a | b"), RawBlock(.listItem(depth: 1), "1. item"),
      ])
    let braces = String(repeating: "{", count: 1_000_000)
    #expect(throws: ExtractionFailure.self) { try extract("{\\rtf1" + braces, .rtf) }
  }

  @Test("XML gives headings, paragraphs and leaves")
  func xml() throws {
    #expect(
      try blocks("<r><s><title>T</title><p>a <b>c</b> d</p><size>3</size></s></r>", .xml) == [
        RawBlock(.heading(level: 2), "T"), RawBlock(.paragraph, "a c d"), RawBlock(.listItem(depth: 1), "size: 3"),
      ])
  }

  @Test("entities of XML that are text are that text; those outside, with markup or of others are left out")
  func entities() throws {
    let declarations = """
      <!ENTITY p "Almanac"><!ENTITY m "<b>x</b>"><!ENTITY n "&#38;p;"><!ENTITY f SYSTEM "file:///etc/hostname">
      """
    #expect(
      try blocks("<!DOCTYPE r [\(declarations)]><r><para>The &p; book&m;&n;&f;, &amp; more</para></r>", .xml) == [
        RawBlock(.paragraph, "The Almanac book, & more")
      ])
    let bomb = "<!DOCTYPE r [<!ENTITY p \"\(String(repeating: "x", count: 10_000))\">]><r>"
    var limits = ExtractionLimits()
    limits.textBytes = 1 << 20
    let request = ExtractionRequest(
      bytes: Array((bomb + String(repeating: "&p;", count: 1_000) + "</r>").utf8), name: "a", format: .xml,
      limits: limits)
    #expect(throws: ExtractionFailure.tooLarge(what: "the text", limit: 1 << 20)) {
      try StructuredTextExtractor().extract(request)
    }
  }

  @Test("a character with marks without end is cut into runs of thirty, and nothing is lost")
  func streamSafeText() throws {
    for format in [DocumentFormat.asciiDoc, .reStructuredText, .source] {
      let text = try #require(blocks("a" + String(repeating: "\u{301}\u{316}", count: 50), format).first?.text)
      let runs = text.unicodeScalars.dropFirst().split(separator: "\u{34F}")
      #expect(runs.map(\.count) == [30, 30, 30, 10])
      #expect(text.unicodeScalars.count { $0 == "\u{301}" } == 50)
      #expect(try blocks("a" + String(repeating: "\u{301}", count: 30), format).first?.text.unicodeScalars.count == 31)
    }
  }

  @Test("the promises of every extractor hold")
  func conformance() {
    let samples: [ConformanceSample] = [
      ConformanceSample("a.csv", .csv, Array("Name,Size\n\"a \"\"b\"\"\",1\nc,2\n".utf8)),
      ConformanceSample("a.json", .json, Array("{\"a\": [1, {\"b\": \"c\"}]}".utf8)),
      ConformanceSample("a.jsonl", .jsonLines, Array("{\"a\": 1}\n{\"a\": 2}\n".utf8)),
      ConformanceSample("a.yaml", .yaml, Array("a: &x [1, 2]\nb: *x\nc: |\n  text\n".utf8)),
      ConformanceSample("a.xml", .xml, Array("<r><title>T</title><p>a <b>c</b></p></r>".utf8)),
      ConformanceSample(
        "a.adoc", .asciiDoc, Array("= T\n\n. a\n.. b\n\n|===\n|1 |2\n|===\n\n[source]\n----\nx\n----\n".utf8)),
      ConformanceSample(
        "a.rst", .reStructuredText, Array("T\n=\n\n- a\n\n.. note:: b\n\n== ==\n1  2\n== ==\n\n+--+\n|x |\n+--+\n".utf8)
      ),
      ConformanceSample("a.py", .source, Array("class A:\n    def b(self):\n        pass\n".utf8)),
      ConformanceSample("a.rtf", .rtf, Array("{\\rtf1\\ansi {\\b a\\par} \\'e9\\u233?\\par}".utf8)),
    ]
    #expect(ExtractorConformance(StructuredTextExtractor(), samples: samples).violations() == [])
  }
}
