/// What a block of a document is.
package enum BlockKind: Hashable, Sendable {
  /// A heading; `level` is `1…6`, 1 the outermost.
  case heading(level: Int)
  case paragraph
  /// One item of a list; `depth` is `1…`, 1 the outermost list. The text of a numbered item begins with its number
  /// ("3. Tighten the screws"); bullets are left out.
  case listItem(depth: Int)
  /// The row of a table that names its columns. It starts a new table.
  case tableHeader
  /// One row of a table, cells separated by " | ".
  case tableRow
  /// Text whose spaces and line breaks matter.
  case code
  case quote
  /// The caption of a table or figure, or the description of an image.
  case caption
  case footnote

  /// Headings and lists deeper than this are treated as this deep.
  package static let maximumHeadingLevel = 6
  package static let maximumListDepth = 64

  /// Whether normalisation keeps the block's runs of spaces and its line breaks.
  package var keepsLayout: Bool { self == .code }
}
