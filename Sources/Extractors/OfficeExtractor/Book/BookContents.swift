internal import Extraction
internal import MarkupExtractor

/// The table of contents of a book: a navigation document (EPUB 3) or an NCX file (EPUB 2).
struct BookContents {
  private let folder: String
  private(set) var entries: [OutlineEntry] = []
  /// The first entry that leads to each chapter.
  private var names: [String: String] = [:]
  private var depth = 0
  private var isContents = false
  private var isLabel = false
  private var label = ""
  private var target = ""

  init(folder: String) { self.folder = folder }

  /// The name of the chapter at `path`.
  func name(of path: String) -> String? { names[path] }

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element): start(element)
    case .text(let piece): if isLabel, label.utf8.count < 1_000 { label += piece }
    case .end(let name): end(name)
    case .documentType: break
    }
  }

  private mutating func start(_ element: XMLElement) {
    switch element.name {
    // Page lists and landmarks are `nav` elements too.
    case "nav": isContents = element["type"] ?? "toc" == "toc"
    case "navMap": isContents = true
    case "ol", "navPoint": depth += 1
    case "a" where isContents:
      label = ""
      target = element["href"] ?? ""
      isLabel = true
    case "navLabel" where isContents:
      label = ""
      isLabel = true
    case "content" where isContents:
      target = element["src"] ?? ""
      append()
    default: break
    }
  }

  private mutating func end(_ name: String) {
    switch name {
    case "nav", "navMap": isContents = false
    case "ol", "navPoint": depth -= 1
    case "a" where isLabel:
      isLabel = false
      append()
    case "navLabel": isLabel = false
    default: break
    }
  }

  private mutating func append() {
    let title = label.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !title.isEmpty, entries.count < 100_000 else { return }
    entries.append(OutlineEntry(level: max(depth, 1), title: title))
    let path = ZipArchive.path(BookPackage.decoded(target), relativeTo: folder)
    if names[path] == nil { names[path] = title }
  }
}
