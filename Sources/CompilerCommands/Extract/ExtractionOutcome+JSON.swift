internal import Common
internal import Extraction
internal import Terminal

extension ExtractionOutcome {
  /// What `kbc extract --format json` prints for one file.
  func json(file: String) -> JSONValue {
    var members: [JSONValue.Member] = [.init("file", .string(file))]
    if let document { members += document.jsonMembers }
    members.append(.init("diagnostics", .array(diagnostics.map(\.json))))
    return .object(members)
  }
}

extension ExtractedDocument {
  fileprivate var jsonMembers: [JSONValue.Member] {
    var members: [JSONValue.Member] = [.init("format", .string(format.rawValue))]
    if let title { members.append(.init("title", .string(title))) }
    if let language { members.append(.init("language", .string(language))) }
    if let pageCount { members.append(.init("pages", .integer(pageCount))) }
    members.append(
      .init("metadata", .array(metadata.map { .object(["key": .string($0.key), "value": .string($0.value)]) })))
    members.append(.init("tags", .array(tags.map { .string($0) })))
    members.append(.init("outline", .array(outline.map(Self.json))))
    members.append(.init("text", .string(String(decoding: text, as: UTF8.self))))
    members.append(.init("blocks", .array(blocks.map(Self.json))))
    return members
  }

  private static func json(_ entry: OutlineEntry) -> JSONValue {
    var members: [JSONValue.Member] = [.init("level", .integer(entry.level)), .init("title", .string(entry.title))]
    if let page = entry.page { members.append(.init("page", .integer(page))) }
    return .object(members)
  }

  /// `range` is half-open, in UTF-8 bytes of the text; `pages` is closed, from 1.
  private static func json(_ block: DocumentBlock) -> JSONValue {
    var members: [JSONValue.Member] = [.init("kind", .string(block.kind.name))]
    if let level = block.kind.level { members.append(.init("level", .integer(level))) }
    members.append(.init("range", .array([.integer(block.range.lowerBound), .integer(block.range.upperBound)])))
    if let pages = block.pages {
      members.append(.init("pages", .array([.integer(pages.lowerBound), .integer(pages.upperBound)])))
    }
    if let anchor = block.anchor { members.append(.init("anchor", .string(anchor))) }
    if !block.regions.isEmpty { members.append(.init("regions", .array(block.regions.map(\.json)))) }
    return .object(members)
  }
}

extension BlockKind {
  fileprivate var name: String {
    switch self {
    case .heading: "heading"
    case .paragraph: "paragraph"
    case .listItem: "list-item"
    case .tableHeader: "table-header"
    case .tableRow: "table-row"
    case .code: "code"
    case .quote: "quote"
    case .caption: "caption"
    case .footnote: "footnote"
    }
  }

  fileprivate var level: Int? {
    switch self {
    case .heading(let level): level
    case .listItem(let depth): depth
    default: nil
    }
  }
}
