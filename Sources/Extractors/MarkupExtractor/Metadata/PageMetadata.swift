internal import Common

/// What a page says about itself, from whichever vocabulary it speaks.
///
/// `meta` elements come before schema.org's JSON-LD, and this before microdata and elements of the text; within each,
/// the names made for articles come first. The keys are `author` (one entry an author), `date`, `modified`,
/// `description`, `canonical` (an address) and `site`.
struct PageMetadata {
  let title: String?
  let language: String?
  let metadata: [MetadataEntry]
  /// The page's keywords.
  let tags: [String]

  init(_ tree: MarkupTree, _ data: StructuredData, isHidden: [Bool]) {
    let said = PageStatements(tree, isHidden: isHidden)
    title = Self.title(said, data)
    language =
      said.language ?? said.first(of: "content-language", "dc.language", "dcterms.language").first
      ?? said.first(of: "og:locale").first.map { $0.replacing("_", with: "-") } ?? data.value("inLanguage")
    var entries: [MetadataEntry] = []
    func add(_ key: String, _ value: String?) {
      if let value, !value.isEmpty { entries.append(MetadataEntry(key, value)) }
    }
    for author in Self.authors(said, data) { add("author", author) }
    add(
      "date",
      said.first(
        of: "article:published_time", "date", "dc.date", "dcterms.date", "dcterms.issued", "dcterms.created",
        "dc.date.issued", "citation_publication_date", "parsely-pub-date", "pubdate", "publish-date"
      ).first ?? data.value("datePublished") ?? said.first(of: "datepublished", "time").first)
    add(
      "modified",
      said.first(of: "article:modified_time", "og:updated_time", "dcterms.modified", "last-modified").first
        ?? data.value("dateModified") ?? said.first(of: "datemodified").first)
    add(
      "description",
      said.first(of: "description", "og:description", "twitter:description", "dc.description", "dcterms.description")
        .first ?? data.value("description"))
    add("canonical", Self.address(said.canonical ?? said.first(of: "og:url").first))
    add("site", said.first(of: "og:site_name", "application-name").first ?? data.site)
    metadata = entries
    tags = Self.keywords(said, data)
  }

  /// The title element often ends in the name of the site; the page's other titles do not.
  private static func title(_ said: PageStatements, _ data: StructuredData) -> String? {
    let others = said.first(of: "og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")
    let titles = [others.first, data.value("headline"), said.heading].compactMap(\.self)
    guard let whole = said.title else { return titles.first }
    return titles.first { $0.utf8.count > 2 && (whole.hasPrefix($0) || whole.hasSuffix($0)) } ?? whole
  }

  private static func authors(_ said: PageStatements, _ data: StructuredData) -> [String] {
    let named = said.first(
      of: "author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author", "sailthru.author",
      "article:author")
    // "article:author" is meant to be the address of a profile, and is a name as often.
    let names = named.filter { !$0.contains("://") }
    if !names.isEmpty { return names }
    return data.authors.isEmpty ? said.first(of: "author", "rel=author").filter { !$0.contains("://") } : data.authors
  }

  private static func keywords(_ said: PageStatements, _ data: StructuredData) -> [String] {
    let lists = said.first(of: "keywords", "news_keywords", "dc.subject", "dcterms.subject")
    let found = lists.isEmpty ? data.keywords : lists
    let all = found + said.first(of: "article:tag")
    return all.flatMap { $0.split(separator: ",") }.compactMap { PageStatements.filled(String($0)) }
  }

  private static func address(_ text: String?) -> String? {
    guard let text, text.hasPrefix("https://") || text.hasPrefix("http://") else { return nil }
    return text
  }
}
