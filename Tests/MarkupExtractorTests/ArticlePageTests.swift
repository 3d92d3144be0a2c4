import Common
import Extraction
import MarkupExtractor
import Testing

/// News stories and blog posts: the text, the whole text and nothing but the text.
@Suite struct ArticlePageTests {
  static let paragraphs = (1...6).map { number in
    "Paragraph \(number) tells, in a sentence of common length, what happened on day \(number), who saw it, and why."
  }
  static let body = paragraphs.map { "<p>\($0)</p>" }.joined(separator: "\n")

  func texts(_ html: String) throws -> [String] {
    let request = ExtractionRequest(bytes: Array(html.utf8), name: "a.html", format: .html)
    return try HTMLExtractor().extract(request).blocks.map(\.text)
  }

  /// A page with everything around the article that news pages have.
  func page(_ article: String, before: String = "", after: String = "") -> String {
    """
    <html><head><meta property="og:type" content="article"><title>T</title></head><body class="single with-sidebar">
    <div class="cookie-consent"><p>We use cookies, and others do, to make this site work for you and for them.</p></div>
    <header><a href="/">Site</a></header><div class="main-nav"><a href="/a">A</a> <a href="/b">B</a></div>
    <div class="layout"><div class="column">\(before)\(article)\(after)</div>
    <div class="sidebar"><h3>Most read</h3><p>Another story, that is long, stands here with a teaser of its own.</p></div>
    </div><div id="footer"><p>All rights are reserved, by the publisher, in this country and in all others.</p></div>
    </body></html>
    """
  }

  @Test(arguments: [
    "<div class='entry-content'>", "<div class='ArticleBody__content--x'>", "<section itemprop=articleBody>",
    "<div class='c0'>", "<article class='c1'>", "<div id=storytext>",
  ])
  func findsTheTextWhateverItsElementIsCalled(_ start: String) throws {
    let tag = start.dropFirst().prefix { $0.isLetter }
    let html = page(
      """
      <h1>A headline</h1><p class="byline">By A. Writer</p><span class="date">1 May</span>
      \(start)<figure><img src=a><figcaption>A photo, by B.</figcaption></figure>\(Self.body)</\(tag)>
      """)
    #expect(try texts(html) == Self.paragraphs)
  }

  @Test(arguments: [
    "<div class='share-bar'>Share <a href=f>on F</a></div>", "<p><a href=x>ANOTHER STORY IN CAPITALS</a></p>",
    "<p>Read more: <a href=x>What came before</a></p>", "<p>Advertisement</p>",
    "<div class=ad>Buy this, and now.</div>",
    "<div class='newsletter-signup'><p>Get our news, in your inbox, every morning of the week, for nothing.</p></div>",
    "<ul><li><a href=a>One other story</a><li><a href=b>Two other stories</a></ul>",
    "<div class='author-bio'><p>A. Writer writes here, about all that is of interest, since 1999.</p></div>",
    "<p hidden>Not shown, though it reads like any other sentence of the story, with commas.</p>",
  ])
  func leavesOutWhatStandsInTheText(_ intruder: String) throws {
    let middle = Self.paragraphs.count / 2
    let paragraphs = Self.paragraphs.map { "<p>\($0)</p>" }
    let article = (paragraphs[..<middle] + [intruder] + paragraphs[middle...]).joined()
    #expect(try texts(page("<div class=post-body>\(article)</div>")) == Self.paragraphs)
  }

  @Test(arguments: [
    "<div class=related-posts><h2>Related</h2><p>A teaser, of one sentence, for a story that is not this one.</p></div>",
    "<div id=comments><p>I read this, and I disagree, with all of it, and say so at length here.</p></div>",
    "<section class=comment-list><article><p>First! And then more, as if it were prose.</p></article></section>",
    "<div class=tags>Tags: <a href=t>one</a>, <a href=u>two</a></div>",
    "<div class=pagination><a href=1>Older</a> <a href=2>Newer</a></div>",
    "<article class=card><a href=x><h3>Another story</h3></a><p>Its first sentence, which is a teaser.</p></article>",
  ])
  func leavesOutWhatFollowsTheText(_ follower: String) throws {
    #expect(try texts(page("<div class=post-body>\(Self.body)</div>", after: follower)) == Self.paragraphs)
  }

  @Test func keepsHeadingsListsTablesCodeAndQuotesOfTheText() throws {
    let inside = """
      <h2>What we know</h2><ul><li>one<li>two</ul><table><tr><th>A<th>B<tr><td>1<td>2</table><pre>x = 1</pre>
      <div class="social-embed"><blockquote><p>A post, quoted in full, from elsewhere. <a href=x>May 1</a></blockquote></div>
      """
    let found = try texts(page("<div class=post-body>\(Self.body)\(inside)\(Self.body)</div>"))
    let middle = [
      "What we know", "one", "two", "A | B", "1 | 2", "x = 1", "A post, quoted in full, from elsewhere. May 1",
    ]
    #expect(found == Self.paragraphs + middle + Self.paragraphs)
  }

  @Test func joinsATextThatIsDividedIntoElementsOfOneName() throws {
    let part = "<div class='grid story-text'>\(Self.body)</div>"
    let html = page("\(part)<div class=ad>Buy.</div>\(part)")
    #expect(try texts(html) == Self.paragraphs + Self.paragraphs)
  }

  @Test func readsOneArticleOfSeveralThatFollowEachOther() throws {
    let other = "Another story, of one sentence, and no more than that."
    let second = "<h1>Another</h1><div class=story-text><p>\(other)</p></div>"
    #expect(try texts(page("<h1>One</h1><div class=story-text>\(Self.body)</div>\(second)")) == Self.paragraphs)
  }

  @Test func followsTheStructuredData() throws {
    let json = #"{"@type":"NewsArticle","articleBody":"\#(Self.paragraphs.prefix(4).joined(separator: " "))"}"#
    let other = "<div class=x><p>\(String(repeating: "Longer, but another story. ", count: 60))</p></div>"
    let html = page("<div class=y>\(Self.body)</div>\(other)<script type='application/ld+json'>\(json)</script>")
    #expect(try texts(html) == Self.paragraphs)
  }

  @Test func readsNothingIntoGeneratedNames() throws {
    let paragraphs = Self.paragraphs.map { "<p class='sc-77 hAdRRP xNavq'>\($0)</p>" }.joined()
    #expect(try texts(page("<div class='kAds9 css-1'>\(paragraphs)</div>")) == Self.paragraphs)
  }

  @Test func keepsTheTextWhenItIsAllThereIs() throws {
    let html = page("<div class='sidebar related ad'>\(Self.body)</div>")
    #expect(try texts(html).filter(Self.paragraphs.contains) == Self.paragraphs)
  }

  @Test(arguments: ["Nur ein Satz.", "短い記事です。"])
  func keepsAShortText(_ text: String) throws {
    #expect(try texts(page("<h1>T</h1><div class=entry-content><p>\(text)</p></div>")).contains(text))
  }
}
