import Extraction
import MarkupExtractor
import TestSupport
import Testing

@Suite struct LinkExtractorTests {
  private func links(_ text: String, _ format: DocumentFormat) throws -> PageLinks {
    let request = ExtractionRequest(bytes: Array(text.utf8), name: "page", format: format, task: .links)
    return try #require(try LinkExtractor().extract(request).links)
  }

  @Test func aPageSaysWhereItLeadsAndWhatItAsksOfRobots() throws {
    let links = try links(
      """
      <html><head><base href="/docs/"><base href="/other/"><link rel="stylesheet" href="x.css">
      <link rel="Canonical" href=" https://example.org/docs/a "><meta name="ROBOTS" content="NoIndex, nofollow">
      <meta http-equiv="refresh" content="5; URL='next.html'"></head>
      <body><a href="b.html#part">b</a><a>none</a><a href="c.html" rel="external NoFollow">c</a>
      <a href="  d.html&amp;x=1 "></a><map><area href="e.html"></map><iframe src="f.html"></iframe>
      <img src="g.png"></body></html>
      """, .html)
    #expect(
      links
        == PageLinks(
          base: "/docs/", canonical: "https://example.org/docs/a", refresh: "next.html",
          robots: ["noindex", "nofollow"], pages: ["b.html#part", "d.html&x=1", "e.html", "f.html"]))
  }

  @Test(arguments: [
    ("0;url=a", "a"), ("0; URL = \"a b\" x", "a b"), ("3,b.html", "b.html"), ("5", nil), ("5; url=", nil), (";;", ";"),
  ])
  func theTargetOfARefreshIsRead(content: String, target: String?) throws {
    let html = "<meta http-equiv=refresh content='\(content)'><p>x</p>"
    #expect(try links(html, .html).refresh == target)
  }

  @Test func siteMapsAndFeedsNamePages() throws {
    let head = #"<?xml version="1.0"?>"#
    let map = try links(
      head + """
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="urn:image">
        <url><loc> https://example.org/a?x=1&amp;y=2 </loc><lastmod>2026-01-01</lastmod><i:image><i:loc>x</i:loc></i:image></url>
        <url><loc>https://example.org/b</loc></url></urlset>
        """, .xml)
    #expect(map.pages == ["https://example.org/a?x=1&y=2", "https://example.org/b"])
    let index = try links(
      head + "<sitemapindex><sitemap><loc>https://example.org/1.xml.gz</loc></sitemap></sitemapindex>", .xml)
    #expect(index == PageLinks(sitemaps: ["https://example.org/1.xml.gz"]))
    let rss = try links(head + "<rss><channel><link>x</link><item><link>y</link></item></channel></rss>", .xml)
    #expect(rss.pages == ["y"])
    let atom = try links(
      head + #"<feed><link href="x"/><entry><link rel="edit" href="z"/><link href="y"/></entry></feed>"#, .xml)
    #expect(atom.pages == ["y"])
  }

  @Test func aSiteMapThatBreaksOffGivesWhatItHas() throws {
    let text = "<urlset><url><loc>https://example.org/a</loc></url><url><loc>https://exa"
    #expect(try links(text, .xml).pages == ["https://example.org/a"])
    #expect(throws: ExtractionFailure.self) { try links("<urlset><url>", .xml) }
    #expect(throws: ExtractionFailure.self) { try links("<svg><url><loc>x</loc></url></svg>", .xml) }
  }
}
