/// What a run of a document's text is.
package enum BlockRole: Hashable, Sendable {
  case paragraph
  /// `1…6`, 1 the outermost.
  case heading(level: Int)
  case listItem
  /// The row of a table that names its columns.
  case tableHeader
  case tableRow
  /// Text whose spaces and line breaks matter.
  case code
  case quote
  case caption
  case footnote
  /// A role of a later minor version.
  case other

  /// The byte that stands for the role: see FORMAT.md.
  package var code: UInt8 {
    switch self {
    case .paragraph: 0
    case .heading(let level): UInt8(clamping: max(1, min(level, 6)))
    case .listItem: 7
    case .tableHeader: 8
    case .tableRow: 9
    case .code: 10
    case .quote: 11
    case .caption: 12
    case .footnote: 13
    case .other: 14
    }
  }

  package init(code: UInt8) {
    switch code {
    case 0: self = .paragraph
    case 1...6: self = .heading(level: Int(code))
    case 7: self = .listItem
    case 8: self = .tableHeader
    case 9: self = .tableRow
    case 10: self = .code
    case 11: self = .quote
    case 12: self = .caption
    case 13: self = .footnote
    default: self = .other
    }
  }
}

/// A block of a document: its role, its place in the text and its pages.
package struct BlockRecord: Equatable, Sendable {
  package var role: BlockRole
  /// Half-open, in bytes of the document's UTF-8 text; blocks are in order and do not overlap.
  package var range: Range<Int>
  /// From 1.
  package var pages: ClosedRange<Int>?

  package init(_ role: BlockRole, _ range: Range<Int>, pages: ClosedRange<Int>? = nil) {
    self.role = role
    self.range = range
    self.pages = pages
  }
}
