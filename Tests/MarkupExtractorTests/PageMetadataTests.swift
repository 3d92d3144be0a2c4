import Common
import Extraction
import MarkupExtractor
import Testing

/// What pages say about themselves, in each vocabulary.
@Suite struct PageMetadataTests {
  func read(_ head: String, _ body: String = "<p>Text</p>", html: String = "") throws -> RawDocument {
    let page = "<html\(html)><head>\(head)</head><body>\(body)</body></html>"
    return try HTMLExtractor().extract(ExtractionRequest(bytes: Array(page.utf8), name: "a.html", format: .html))
  }

  static let expected = [
    MetadataEntry("author", "A. Writer"), MetadataEntry("date", "2024-05-01"),
    MetadataEntry("description", "All of it"),
  ]

  @Test(arguments: [
    "<meta name=author content='A. Writer'><meta name=date content=2024-05-01><meta name=description content='All of it'>",
    """
    <meta name=article:author content='A. Writer'><meta property=article:published_time content=2024-05-01>
    <meta property=og:description content=' All  of it '>
    """,
    """
    <meta name=DC.creator content='A. Writer'><meta name=DCTERMS.issued content=2024-05-01>
    <meta name=DC.description content='All of it'>
    """,
    """
    <meta name=citation_author content='A. Writer'><meta name=citation_publication_date content=2024-05-01>
    <meta name=twitter:description content='All of it'>
    """,
    """
    <script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "Organization"},
    {"@type": ["WebPage", "TechArticle"], "author": [{"@type": "Person", "name": "A. Writer"}],
     "datePublished": "2024-05-01", "description": "All of it"}]}</script>
    """,
    """
    <script type=application/ld+json>[{"@type":"BlogPosting","author":"A. Writer",
    "datePublished":"2024-05-01","description":"All of
    it"}]</script>
    """,
  ])
  func readsEveryVocabulary(_ head: String) throws {
    #expect(try read(head).metadata.sorted() == Self.expected)
  }

  @Test func readsMicrodataAndTimesOfTheText() throws {
    let body = """
      <article><p>By <a rel=author href=/a>A. Writer</a>, <time datetime=2024-05-01>yesterday</time></p><p>Text</p></article>
      """
    #expect(try read("", body).metadata == [MetadataEntry("author", "A. Writer"), MetadataEntry("date", "2024-05-01")])
  }

  @Test func givesAddressSiteAndChange() throws {
    let found = try read(
      """
      <link rel=canonical href="https://example.org/a"><meta property=og:url content="https://example.org/b">
      <meta property=og:site_name content=Site><meta property=article:modified_time content=2024-06-01>
      """)
    #expect(
      found.metadata == [
        MetadataEntry("modified", "2024-06-01"), MetadataEntry("canonical", "https://example.org/a"),
        MetadataEntry("site", "Site"),
      ])
  }

  @Test func namesEveryAuthorAndNoAddress() throws {
    let head = """
      <meta property=article:author content="https://example.org/people/a">
      <script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"A"},{"name":"B"}],
      "keywords":["x","y"],"publisher":{"name":"P"}}</script>
      """
    let document = try read(head)
    #expect(
      document.metadata == [MetadataEntry("author", "A"), MetadataEntry("author", "B"), MetadataEntry("site", "P")])
    #expect(document.tags == ["x", "y"])
  }

  @Test(arguments: [
    ("<title>Pumps | Site</title>", "<h1>Pumps</h1><p>Text</p>", "Pumps"),
    ("<title>Site: Pumps</title><meta property=og:title content=Pumps>", "<p>Text</p>", "Pumps"),
    ("<title>Pumps</title><meta property=og:title content='Buy now'>", "<p>Text</p>", "Pumps"),
    ("<meta name=twitter:title content=Pumps>", "<p>Text</p>", "Pumps"),
    (
      "<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"Pumps\"}</script>", "<p>Text</p>", "Pumps"
    ),
  ])
  func takesTheSitesNameOffTheTitle(_ head: String, _ body: String, _ title: String) throws {
    #expect(try read(head, body).title == title)
  }

  @Test(arguments: [
    (" lang=pt-BR", "<meta property=og:locale content=en_US>", "pt-BR"),
    ("", "<meta http-equiv=Content-Language content=de>", "de"),
    ("", "<meta property=og:locale content=en_GB>", "en-GB"),
    ("", "<script type=application/ld+json>{\"@type\":\"WebPage\",\"inLanguage\":\"fr\"}</script>", "fr"),
  ])
  func readsTheLanguage(_ html: String, _ head: String, _ language: String) throws {
    #expect(try read(head, html: html).language == language)
  }

  @Test(arguments: ["{", "[1, null, {\"@type\": 3}]", "<!-- {} -->", "{\"@graph\": {\"@graph\": {\"author\": {}}}}"])
  func ignoresDataThatSaysNothing(_ script: String) throws {
    #expect(try read("<script type=application/ld+json>\(script)</script>").metadata == [])
  }
}
