import Common
import Extraction
import MarkupExtractor
import TestSupport
import Testing

@Suite struct HTMLExtractorTests {
  func extract(_ bytes: [UInt8]) throws -> RawDocument {
    try HTMLExtractor().extract(ExtractionRequest(bytes: bytes, name: "a.html", format: .html))
  }

  func blocks(_ html: String) throws -> [RawBlock] { try extract(Array(html.utf8)).blocks }

  @Test func readsWhatThePageSaysAboutItself() throws {
    let html = """
      <!DOCTYPE html><html lang="de-CH"><head><meta charset="utf-8"><title> Pumpen
      &amp; Ventile | Firma </title><meta property="og:title" content="Pumpen &amp; Ventile">
      <meta name="Description" content="Von A bis Z"><meta name="author" content="M. Muster">
      <meta name="keywords" content="pumpe, ventil ,, "><script>var a = "<p>no</p>"</script></head>
      <body><p>Text</p></body></html>
      """
    let document = try extract(Array(html.utf8))
    #expect(document.title == "Pumpen & Ventile")
    #expect(document.language == "de-CH")
    #expect(document.tags == ["pumpe", "ventil"])
    #expect(document.metadata == [MetadataEntry("author", "M. Muster"), MetadataEntry("description", "Von A bis Z")])
    #expect(document.blocks == [RawBlock(.paragraph, "Text")])
  }

  @Test func givesHeadingsTheirNearestNames() throws {
    let html = """
      <section id="one"><h1>One<a class="x" href="#one">¶</a></h1><p>a</p></section><h2 id="two">T<i>w</i>o</h2>
      <p>b</p><h3><a name="three"></a>Three</h3><h6>Six <a href="#six">#</a></h6>
      """
    let found = try blocks(html)
    #expect(
      found == [
        RawBlock(.heading(level: 1), "One", anchor: "one"), RawBlock(.paragraph, "a"),
        RawBlock(.heading(level: 2), "Two", anchor: "two"), RawBlock(.paragraph, "b"),
        RawBlock(.heading(level: 3), "Three", anchor: "three"), RawBlock(.heading(level: 6), "Six", anchor: "six"),
      ])
  }

  @Test func keepsListsTablesCodeAndQuotes() throws {
    let html = """
      <ol start="3"><li>three<ul><li><p>inner</p><p>more</p></ul><li>four</ol>
      <table><caption>Sizes</caption><tr><th>Name<th>Size<tr><td>a <b>b</b><td>1<br>2<tr><td><td></table>
      <table><tr><td><p>only a frame</p></table>
      <pre>
      if a {
        b
      }
      </pre><blockquote><p>said</p></blockquote><dl><dt>term<dd>meaning</dl>bare<br>text
      """
    let found = try blocks(html)
    #expect(
      found == [
        RawBlock(.listItem(depth: 1), "3. three"), RawBlock(.listItem(depth: 2), "inner"),
        RawBlock(.paragraph, "more"), RawBlock(.listItem(depth: 1), "4. four"), RawBlock(.caption, "Sizes"),
        RawBlock(.tableHeader, "Name | Size"), RawBlock(.tableRow, "a b | 1 2"), RawBlock(.paragraph, "only a frame"),
        RawBlock(.code, "if a {\n  b\n}"), RawBlock(.quote, "said"), RawBlock(.listItem(depth: 1), "term"),
        RawBlock(.listItem(depth: 2), "meaning"), RawBlock(.paragraph, "bare text"),
      ])
  }

  @Test func leavesOutWhatIsNotContent() throws {
    let html = """
      <body><header><p>site</p></header><nav>menu</nav><div role="banner">b</div><p hidden>h</p>
      <p style="color: red; Display : none">d</p><form><label>l</label><p>f</p></form><aside>a</aside>
      <p>kept</p><template>t</template><noscript>n</noscript><svg><title>s</title></svg><footer>f</footer></body>
      """
    #expect(try blocks(html) == [RawBlock(.paragraph, "kept")])
  }

  @Test func prefersTheMainPartUnlessItHasTooLittle() throws {
    let long = String(repeating: "word ", count: 100)
    let main = try blocks("<div><p>teaser</p></div><main><header><h1>T</h1></header><p>\(long)</p></main>")
    #expect(main.map(\.kind) == [.heading(level: 1), .paragraph])
    let role = try blocks("<p>teaser</p><div role=main><p>\(long)</p></div>")
    #expect(role.map(\.kind) == [.paragraph])
    let small = try blocks("<main><p>x</p></main><div><p>\(long)</p></div>")
    #expect(small.count == 2)
  }

  @Test func leavesOutListsOfLinksUnlessLittleElseIsThere() throws {
    let links = "<ul><li><a href=a>A</a><li><a href=b>B</a><li><a href=c>C</a></ul>"
    let long = String(repeating: "word ", count: 100)
    #expect(try blocks("\(links)<p>\(long)</p>").map(\.kind) == [.paragraph])
    #expect(try blocks("<p>See:</p>\(links)").count == 4)
  }

  @Test func prefersTheArticleWithThePagesHeading() throws {
    let long = String(repeating: "word ", count: 100)
    let page = try blocks("<h1>Title</h1><p>Lead</p><article><h2>Another</h2><p>\(long)</p></article>")
    #expect(page.map(\.kind) == [.heading(level: 1), .paragraph, .heading(level: 2), .paragraph])
    let article = try blocks("<p>x</p><article><h1>Title</h1><p>\(long)</p></article>")
    #expect(article.map(\.kind) == [.heading(level: 1), .paragraph])
  }

  @Test func readsCharsetsThatThePageDeclares() throws {
    let head = Array("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'><p>".utf8)
    #expect(try extract(head + [0x93, 0xFC, 0x94, 0x20, 0x80]).blocks == [RawBlock(.paragraph, "“ü” €")])
    let cyrillic = Array("<meta charset=koi8-r><p>".utf8) + [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4]
    #expect(try extract(cyrillic).blocks == [RawBlock(.paragraph, "Привет")])
    #expect(try blocks("<meta charset=koi8-r><p>ü&eacute;&#8364;") == [RawBlock(.paragraph, "üé€")])
  }

  @Test func survivesDeepNesting() throws {
    let depth = 20_000
    let html =
      String(repeating: "<div><span>", count: depth) + "deep<p>er" + String(repeating: "</span></div>", count: depth)
      + "<p>after"
    let document = try extract(Array(html.utf8))
    #expect(document.blocks.map(\.text) == ["deep er", "after"])
    #expect(document.diagnostics.map(\.identifier) == ["deep-markup"])
  }

  @Test func readsPagesThatBreakTheRules() throws {
    let html = """
      <p>one<div>two<p>three</div></span><b>four<i>five</b></i><ruby>漢<rp>(</rp><rt>kan</rt></ruby>
      <p data-a='<script>' title=">">six<!-- <p>no --><!--> seven<script>"</p>"</script > eight<iframe src=x>no</iframe>
      <p>nine<br><br>ten<br>eleven<span aria-hidden=true>no</span><style>p { }</style>
      """
    #expect(
      try blocks(html).map(\.text) == ["one", "two", "three", "fourfive漢", "six seven eight", "nine", "ten eleven"])
  }

  @Test func cutsElementsWithTooManyAttributes() throws {
    let attributes = (0..<5_000).map { "data-\($0)='>'" }.joined(separator: " ")
    #expect(
      try blocks("<p id=a \(attributes)>one<p>two") == [
        RawBlock(.paragraph, "one", anchor: "a"), RawBlock(.paragraph, "two"),
      ])
  }

  @Test func leavesOutLinesThatTurnPages() throws {
    let html = """
      <p>Next: <a href=b>Options and more</a>, Up: <a href=c>The manual</a></p><h1>Usage</h1><p>Next: do it.</p>
      """
    #expect(try blocks(html).map(\.text) == ["Usage", "Next: do it."])
  }

  @Test func endsTheRepetitionOfCells() throws {
    let row = "<tr>" + String(repeating: "<td rowspan=1000>\(String(repeating: "x", count: 200))", count: 90)
    let rows = String(repeating: "<tr><td>y", count: 2_000)
    let text = try blocks("<table>\(row)\(rows)</table>").reduce(0) { $0 + $1.text.utf8.count }
    #expect(text < 1 << 20)
  }

  @Test func refusesPagesWithoutText() {
    #expect(throws: ExtractionFailure.empty) { try extract(Array(" \n".utf8)) }
    #expect(throws: ExtractionFailure.noText(detail: "it has markup only")) {
      try extract(Array("<html><body><script>a</script></body></html>".utf8))
    }
  }

  @Test func keepsThePromisesOfExtractors() {
    let page = """
      <html lang=en><head><title>T</title></head><body><main><h1 id=a>Head</h1><p>Some <b>text</b> &amp; more.</p>
      <ul><li>one<li>two</ul><table><tr><th>A<th>B<tr><td>1<td>2</table><pre>x = 1</pre></main></body></html>
      """
    let samples = [
      ConformanceSample("page.html", .html, Array(page.utf8)),
      ConformanceSample("latin.html", .html, Array("<meta charset=windows-1252><p>caf".utf8) + [0xE9]),
    ]
    #expect(ExtractorConformance(HTMLExtractor(), samples: samples).violations() == [])
  }
}
