/// What the class and id names of an element say about what is in it.
///
/// A name is read word by word ("td-post-content", "relatedArticles"), as Readability's `unlikelyCandidates` and
/// trafilatura's expressions read it letter by letter: whole words keep "commentary" and "uploads" apart from
/// "comment" and "ads".
struct NameHints: OptionSet, Sendable {
  let rawValue: UInt8

  /// The text of an article: "article-body", "entry-content", "storyText".
  static let body = NameHints(rawValue: 1)
  /// The main part of a page: "main-content", "page-body".
  static let main = NameHints(rawValue: 2)
  /// What readers wrote.
  static let comments = NameHints(rawValue: 4)
  /// Never content: navigation, share bars, related links, advertisements, banners, offers.
  static let boilerplate = NameHints(rawValue: 8)
  /// About the content or beside it: bylines, dates, tags, captions, tools.
  static let furniture = NameHints(rawValue: 16)
  /// For screen readers only.
  static let unseen = NameHints(rawValue: 32)
  /// The numbers of the lines of code.
  static let lineNumbers = NameHints(rawValue: 64)

  private enum Word: Sendable {
    case comments, boilerplate, furniture, unseen, lineNumbers
    /// Names of articles and of pages, and names of their text.
    case article, page, text
    /// Both at once: "articlebody".
    case articleText
    /// The name tells a state of the page and not what is inside: "has-sidebar".
    case state
    case neutral
  }

  private static let words = WordTrie<Word>([
    (
      .comments,
      """
      comment comments commentlist commentform commenting commentbox commentsection commentarea usercomments reply replies
      respond disqus* livefyre* viafoura* coral
      """
    ),
    (
      .boilerplate,
      """
      nav navbar* navigation subnav navheader navfooter docnav menu* submenu masthead footer* topbar toolbar* breadcrumb* crumbs
      crumb pagination pager paging skip skiplink* sidebar* banner* login signin
      related* relatedposts recommend* recirc* popular* trending mostread mostpopular teaser teasers outbrain* taboola*
      zergnet revcontent mgid outbound yarpp crp
      sharing share shares sharebar sharebutton* sharethis sharetools sharedaddy sharelinks social* addthis* addtoany
      jiathis bdsharebuttonbox
      newsletter* subscribe* subscription* signup optin mailchimp paywall* regwall upsell donate donation
      cookie* consent* gdpr ccpa onetrust* popup* popover* modal modals lightbox rollover tooltip*
      advert* ad ads adslot* adsense* adsbygoogle adunit adbox adwrapper dfp gpt sponsor* promoted
      """
    ),
    (
      .furniture,
      """
      meta metadata postmeta entrymeta articlemeta byline* author authors bio date time timestamp published dateline
      pubdate updated tags taglist keywords topics categories caption captions credit credits copyright kicker eyebrow
      promo promos promotion readmore latest links most more also next prev previous jump headlines cta disclaimer
      disclosure tools actions button buttons btn rating ratings print icon badge pullquote pull toc infobox carousel
      slider gallery slideshow
      """
    ),
    (.unseen, "visuallyhidden hidden screenreader sronly"),
    (.lineNumbers, "lineno linenos linenodiv linenums gutter"),
    (.article, "article articles post entry story news blog recipe press"),
    (.page, "main page node field single detail details primary"),
    (.text, "body text copy txt content contents maincontent"),
    (
      .articleText,
      """
      articlebody articletext articlecontent articlecopy storybody storytext storycontent postbody posttext postcontent
      entrycontent entrytext entrybody newsbody newstext newscontent blogcontent bodytext bodycopy
      """
    ),
    (.state, "has with no without is enabled disabled layout template active"),
    (.neutral, "commentary navy menus advertorial socialist adsorption"),
  ])

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The hints of the elements that are not left out, by node.
  ///
  /// - Parameter kind: in documentation an id of several words is the slug of a heading ("related-modules").
  static func all(_ tree: MarkupTree, _ isDropped: [Bool], _ kind: PageKind) -> [NameHints] {
    var hints = [NameHints](repeating: [], count: tree.count)
    var node = 0
    while node < tree.count {
      if isDropped[node] {
        node = tree.end(node)
        continue
      }
      let tag = tree.tags[node]
      for index in tree.attributeIndices(of: node) where tag != .html && tag != .body {
        let value = tree.pool[tree.attributes[index].range]
        switch tree.attributes[index].name {
        case .class: hints[node].formUnion(NameHints(names: value))
        case .id where kind == .article || tag != .section && value.allSatisfy(ASCII.isLetter):
          hints[node].formUnion(NameHints(names: value).subtracting(.unseen))
        case .itemprop where ASCII.equals(value, "articlebody"): hints[node].insert(.body)
        default: break
        }
      }
      node += 1
    }
    return hints
  }

  /// The hints of all names in a `class` or `id` attribute.
  init(names: ArraySlice<UInt8>) {
    self = []
    var start = names.startIndex
    while start < names.endIndex {
      let end = names[start...].firstIndex(where: ASCII.isSpace) ?? names.endIndex
      if start < end { formUnion(Self.hints(ofName: names[start..<end])) }
      start = end + 1
    }
  }

  private static func hints(ofName name: ArraySlice<UInt8>) -> NameHints {
    var hints: NameHints = []
    var isArticle = false
    var isPage = false
    var isText = false
    var start = name.startIndex
    while let (word, end) = nextWord(in: name, from: start) {
      // Generated names ("hJpRRP") fall apart into short words that mean nothing.
      let isCut =
        word.startIndex > name.startIndex && ASCII.isLetter(name[word.startIndex - 1])
        || end < name.endIndex && ASCII.isLetter(name[end])
      start = end
      if isCut && word.count < 4 { continue }
      switch words.value(of: word) {
      case .comments: hints.insert(.comments)
      case .boilerplate: hints.insert(.boilerplate)
      case .furniture: hints.insert(.furniture)
      case .unseen: hints.insert(.unseen)
      case .lineNumbers: hints.insert(.lineNumbers)
      case .article: isArticle = true
      case .page: isPage = true
      case .text: isText = true
      case .articleText: (isArticle, isText) = (true, true)
      case .state: return []
      case .neutral, nil: break
      }
    }
    if hints.isEmpty {
      if isArticle && isText { return .body }
      if isPage && isText || ASCII.equals(name, "main") { return .main }
    }
    return hints
  }

  /// The next run of letters, cut where a capital follows a small letter.
  private static func nextWord(
    in name: ArraySlice<UInt8>, from start: Int
  ) -> (word: ArraySlice<UInt8>, end: Int)? {
    var start = start
    while start < name.endIndex, !ASCII.isLetter(name[start]) { start += 1 }
    guard start < name.endIndex else { return nil }
    var end = start + 1
    while end < name.endIndex, ASCII.isLetter(name[end]), !(isCapital(name[end]) && !isCapital(name[end - 1])) {
      end += 1
    }
    return (name[start..<end], end)
  }

  private static func isCapital(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
}
