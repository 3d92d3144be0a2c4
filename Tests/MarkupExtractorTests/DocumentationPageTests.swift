import Common
import Extraction
import MarkupExtractor
import Testing

/// Pages as documentation generators shape them: all of the content, none of the navigation.
@Suite struct DocumentationPageTests {
  func blocks(_ html: String) throws -> [RawBlock] {
    try HTMLExtractor().extract(ExtractionRequest(bytes: Array(html.utf8), name: "a.html", format: .html)).blocks
  }

  @Test func readsSphinx() throws {
    let found = try blocks(
      """
      <html><body><div class="related" role="navigation"><ul><li><a href=n>next</a></ul></div>
      <div class="document"><div class="body" role="main"><section id="related-modules"><span id="index-0"></span>
      <h1>Related modules<a class="headerlink" href="#related-modules" title="Permalink">¶</a></h1>
      <dl class="py function"><dt class="sig" id="m.f"><code>m.f</code>(<em>a</em>)<a class="headerlink" href="#m.f">¶</a></dt>
      <dd><p>Does it.</p></dd></dl>
      <div class="admonition note"><p class="admonition-title">Note</p><p>Take care.</p></div>
      <div class="admonition seealso"><p class="admonition-title">See also</p><ul><li><a href=o>Other</a></ul></div>
      <div class="highlight-python3"><div class="highlight"><pre><span></span><span class="k">def</span> f(a):
          <span class="k">return</span> a
      </pre></div></div>
      <aside class="footnote" id="id3"><span class="label">[1]</span><p>Or so.</p></aside></section>
      </div></div><div class="sphinxsidebar"><h3>Contents</h3><ul><li><a href=#x>x</a></ul></div>
      <div class="footer">© Copyright</div></body></html>
      """)
    #expect(
      found == [
        RawBlock(.heading(level: 1), "Related modules", anchor: "related-modules"),
        RawBlock(.listItem(depth: 1), "m.f(a)", anchor: "m.f"), RawBlock(.listItem(depth: 2), "Does it."),
        RawBlock(.paragraph, "Note: Take care."), RawBlock(.paragraph, "See also"),
        RawBlock(.listItem(depth: 1), "Other"), RawBlock(.code, "def f(a):\n    return a"),
        RawBlock(.footnote, "[1] Or so.", anchor: "id3"),
      ])
  }

  @Test func readsTheReadTheDocsThemeWhichCallsItselfAnArticle() throws {
    let found = try blocks(
      """
      <body class="wy-body-for-nav"><nav class="wy-nav-side"><a href=a>A</a></nav><section class="wy-nav-content-wrap">
      <div class="rst-content"><div role="navigation"><ul class="wy-breadcrumbs"><li>Docs</ul></div>
      <div role="main" class="document" itemtype="http://schema.org/Article"><div itemprop="articleBody">
      <section id="s"><h1>Title<a class="headerlink" href="#s">¶</a></h1><p>One.</p>
      <figure><figcaption><p>A figure</p></figcaption></figure></section></div></div>
      <footer><a href=n>Next</a></footer></div></section></body>
      """)
    #expect(
      found == [
        RawBlock(.heading(level: 1), "Title", anchor: "s"), RawBlock(.paragraph, "One."),
        RawBlock(.caption, "A figure"),
      ])
  }

  @Test func tablesOfContentsAndBarsOfLinksAreNoContent() throws {
    let found = try blocks(
      """
      <body><div><a href=a>Home</a> &gt; <a href=b>Guides</a> &gt; <a href=c>Keys</a></div><div>Keys and locks</div>
      <div>► Table Of Contents</div><div><a href="#one">1. One</a></div><div>1.1. <a href="#sub">Sub</a></div>
      <div><a href="#two">2. Two</a></div>
      <h1 id="one">1. One</h1><p>Text of the first section.</p><h2>1.1. Sub<a name="sub"></a></h2><p>Below.</p>
      <h2 id="two">2. Two</h2><p>These are types:</p><div><a href="#int">int</a></div><div><a href="#float">float</a></div>
      <div><a href="#bool">bool</a></div><dl><dt id="int">int</dt><dd>A number.</dd><dt id="float">float</dt><dd>Another.</dd>
      <dt id="bool">bool</dt><dd>A truth.</dd></dl>
      <h3>More</h3><div class="nav-links"><a href=x>Other manuals</a></div><h3>Nothing here</h3></body>
      """)
    #expect(
      found.map(\.text) == [
        "Keys and locks", "1. One", "Text of the first section.", "1.1. Sub", "Below.", "2. Two", "These are types:",
        "int", "float", "bool", "int", "A number.", "float", "Another.", "bool", "A truth.", "Nothing here",
      ])
  }

  @Test func readsDocBook() throws {
    let found = try blocks(
      """
      <html><head><meta name="generator" content="DocBook XSL Stylesheets"></head><body id="x"><div class="navheader">
      <table><tr><th colspan="3">Chapter</th></tr><tr><td><a href=p>Prev</a></td><th>Part</th><td><a href=n>Next</a></td></table></div>
      <div class="sect1" id="T"><h2 class="title">8.6. Booleans</h2><p>There is a type.</p>
      <div class="table" id="TT"><p class="title"><strong>Table 1. Names</strong></p><table><thead><tr><th>Name</th><th>Size</th></tr>
      </thead><tbody><tr><td>bool</td><td>1 byte</td></tr></tbody></table></div>
      <div class="warning"><h3 class="title">Warning</h3><p>It bites.</p></div>
      <pre class="programlisting">SELECT a
        FROM t;</pre><div class="footnotes"><div class="footnote" id="f"><p><a href="#r"><sup>[1]</sup></a> Rarely.</p></div></div>
      </div><div class="navfooter"><table><tr><td><a href=p>Prev</a></td><td>Something</td></table></div></body></html>
      """)
    #expect(
      found == [
        RawBlock(.heading(level: 2), "8.6. Booleans", anchor: "T"), RawBlock(.paragraph, "There is a type."),
        RawBlock(.caption, "Table 1. Names", anchor: "TT"), RawBlock(.tableHeader, "Name | Size"),
        RawBlock(.tableRow, "bool | 1 byte"), RawBlock(.paragraph, "Warning: It bites."),
        RawBlock(.code, "SELECT a\n  FROM t;"), RawBlock(.footnote, "[1] Rarely.", anchor: "f"),
      ])
  }

  @Test func readsJavadoc() throws {
    let found = try blocks(
      """
      <body><header role="banner"><nav>All Classes</nav></header><main role="main"><div class="header">
      <h1 class="title">Class Box</h1></div><section class="class-description" id="class-description"><p>A box.</p></section>
      <section class="method-summary" id="method-summary"><h2>Method Summary</h2><div role="tablist"><button>All</button></div>
      <div class="summary-table three-column-summary"><div class="table-header col-first">Type</div>
      <div class="table-header col-second">Method</div><div class="table-header col-last">Description</div>
      <div class="col-first"><code>int</code></div><div class="col-second"><a href="#size()">size()</a></div><div class="col-last">How many.</div>
      </div></section><section class="detail" id="isHidden()"><h3>isHidden</h3><p>Whether it is.</p></section></main>
      <footer role="contentinfo">Legal</footer></body>
      """)
    #expect(
      found == [
        RawBlock(.heading(level: 1), "Class Box"), RawBlock(.paragraph, "A box.", anchor: "class-description"),
        RawBlock(.heading(level: 2), "Method Summary", anchor: "method-summary"),
        RawBlock(.tableHeader, "Type | Method | Description"), RawBlock(.tableRow, "int | size() | How many."),
        RawBlock(.heading(level: 3), "isHidden", anchor: "isHidden()"), RawBlock(.paragraph, "Whether it is."),
      ])
  }

  @Test func readsDocusaurus() throws {
    let found = try blocks(
      """
      <html><head><meta name="generator" content="Docusaurus v3"></head><body><nav class="navbar">Docs</nav>
      <main class="docMainContainer_x"><div class="row"><div class="col docItemCol_y"><article>
      <nav class="theme-doc-breadcrumbs"><a href=/>Home</a></nav><div class="theme-doc-markdown markdown"><header><h1>Start</h1></header>
      <h2 class="anchor" id="sharing">Sharing<a href="#sharing" class="hash-link" aria-label="Direct link">​</a></h2><p>Do it.</p>
      <div class="theme-admonition theme-admonition-tip alert"><div class="admonitionHeading_z">tip</div>
      <div class="admonitionContent_w"><p>Do it well.</p></div></div>
      <div class="language-bash codeBlockContainer"><pre><code><span class="token-line">a<br></span><span>b</span></code></pre>
      <button>Copy</button></div></div><footer class="theme-doc-footer"><a href=e>Edit this page</a></footer></article>
      <nav class="pagination-nav"><a href=n>Next</a></nav></div><div class="col"><div class="tableOfContents_q">
      <ul><li><a href="#sharing">Sharing</a></ul></div></div></div></main></body></html>
      """)
    #expect(
      found == [
        RawBlock(.heading(level: 1), "Start"), RawBlock(.heading(level: 2), "Sharing", anchor: "sharing"),
        RawBlock(.paragraph, "Do it."), RawBlock(.paragraph, "tip: Do it well."), RawBlock(.code, "a\nb"),
      ])
  }

  @Test func readsMkDocs() throws {
    let found = try blocks(
      """
      <html><head><meta name="generator" content="mkdocs-1.5, mkdocs-material"></head><body><header class="md-header">Docs</header>
      <div class="md-container"><main class="md-main"><div class="md-sidebar"><nav>N</nav></div><div class="md-content">
      <article class="md-content__inner md-typeset"><a href="e" title="Edit this page" class="md-content__button"></a>
      <h1 id="install">Install<a class="headerlink" href="#install">&para;</a></h1><p>Get it.</p>
      <details class="note"><summary>Details</summary><p>Rarely needed.</p></details>
      <table><thead><tr><th>Key</th><th>Value</th></tr></thead><tbody><tr><td rowspan="2">a</td><td>1</td></tr><tr><td>2</td></tr></tbody></table>
      <div class="highlight"><table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre>1
      2</pre></div></td><td class="code"><pre>x
      y</pre></td></tr></table></div></article></div></main></div>
      <footer class="md-footer"><a href=n>Next</a></footer></body></html>
      """)
    #expect(
      found == [
        RawBlock(.heading(level: 1), "Install", anchor: "install"), RawBlock(.paragraph, "Get it."),
        RawBlock(.paragraph, "Details: Rarely needed."), RawBlock(.tableHeader, "Key | Value"),
        RawBlock(.tableRow, "a | 1"), RawBlock(.tableRow, "a | 2"), RawBlock(.code, "x\ny"),
      ])
  }

  @Test func readsManualPages() throws {
    let found = try blocks(
      """
      <html><head><meta name="generator" content="groff -Thtml"></head><body><h1 align="center">LS</h1>
      <a href="#NAME">NAME</a><br><a href="#OPTIONS">OPTIONS</a><br><hr><h2>NAME<a name="NAME"></a></h2>
      <p style="margin-left:11%;">ls &minus; list</p><h2>OPTIONS<a name="OPTIONS"></a></h2>
      <table><tr valign="top"><td width="11%"></td><td><p>-a</p></td><td><p>all</p></td></tr></table></body></html>
      """)
    #expect(
      found.map(\.text).suffix(4)
        == ["NAME", "ls − list", "OPTIONS", "| -a | all"].map { $0.hasPrefix("|") ? " " + $0 : $0 })
    #expect(found.filter { $0.text == "OPTIONS" }.last?.anchor == "OPTIONS")
  }
}
