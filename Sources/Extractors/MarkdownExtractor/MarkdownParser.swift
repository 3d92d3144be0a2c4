internal import CCMarkGFM
internal import Common
internal import Synchronization

/// A container of a Markdown document that opens and closes around what is inside it.
enum MarkdownContainer: Equatable {
  /// `start` is the first item's number; `nil` for bullets.
  case list(start: Int?)
  /// `isChecked` is set for items of task lists.
  case item(isChecked: Bool?)
  case quote
  case paragraph
  /// `1…6`.
  case heading(level: Int)
  case tableRow(isHeader: Bool)
  case tableCell
  case footnote
  case image
}

/// One step through a Markdown document, in reading order.
enum MarkdownEvent: Equatable {
  case begin(MarkdownContainer)
  case end(MarkdownContainer)
  case text(String)
  case lineBreak
  /// A tag inside a paragraph.
  case inlineHTML(String)
  case codeBlock(String)
  case htmlBlock(String)
}

/// Parses Markdown with GitHub's extensions (cmark-gfm) and walks through it without recursion. The only caller of cmark.
enum MarkdownParser {
  static var library: LibraryVersion { LibraryVersion("cmark-gfm", unsafe String(cString: cmark_version_string())) }

  /// cmark keeps the characters that extensions react to in global tables while it parses.
  private static let gate = Mutex(())

  private static let extensions = ["table", "strikethrough", "autolink", "tasklist"]

  /// Calls `body` with each event; `body` returns false to stop.
  ///
  /// - Returns: false when the parser gave no document.
  static func walk(_ markdown: ArraySlice<UInt8>, _ body: (MarkdownEvent) -> Bool) -> Bool {
    gate.withLock { _ in
      cmark_gfm_core_extensions_ensure_registered()
      guard let parser = unsafe cmark_parser_new(CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8) else { return false }
      defer { unsafe cmark_parser_free(parser) }
      for name in extensions {
        guard let syntax = unsafe cmark_find_syntax_extension(name) else { return false }
        unsafe _ = cmark_parser_attach_syntax_extension(parser, syntax)
      }
      unsafe markdown.withUnsafeBytes { buffer in
        unsafe cmark_parser_feed(parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
      }
      guard let root = unsafe cmark_parser_finish(parser) else { return false }
      defer { unsafe cmark_node_free(root) }
      guard let iterator = unsafe cmark_iter_new(root) else { return false }
      defer { unsafe cmark_iter_free(iterator) }
      while true {
        let event = unsafe cmark_iter_next(iterator)
        if event == CMARK_EVENT_DONE || event == CMARK_EVENT_NONE { return true }
        guard let node = unsafe cmark_iter_get_node(iterator) else { return true }
        if let step = unsafe step(node, isEntering: event == CMARK_EVENT_ENTER), !body(step) { return true }
      }
    }
  }

  private static func step(_ node: OpaquePointer, isEntering: Bool) -> MarkdownEvent? {
    switch unsafe cmark_node_get_type(node) {
    case CMARK_NODE_TEXT, CMARK_NODE_CODE: return unsafe .text(literal(node))
    case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: return .lineBreak
    case CMARK_NODE_HTML_INLINE: return unsafe .inlineHTML(literal(node))
    case CMARK_NODE_CODE_BLOCK: return unsafe .codeBlock(literal(node))
    case CMARK_NODE_HTML_BLOCK: return unsafe .htmlBlock(literal(node))
    default:
      guard let container = unsafe container(node) else { return nil }
      return isEntering ? .begin(container) : .end(container)
    }
  }

  private static func container(_ node: OpaquePointer) -> MarkdownContainer? {
    switch unsafe cmark_node_get_type(node) {
    case CMARK_NODE_LIST:
      return unsafe .list(
        start: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? Int(cmark_node_get_list_start(node)) : nil)
    case CMARK_NODE_ITEM:
      let isTask = unsafe name(node) == "tasklist"
      return unsafe .item(isChecked: isTask ? cmark_gfm_extensions_get_tasklist_item_checked(node) : nil)
    case CMARK_NODE_BLOCK_QUOTE: return .quote
    case CMARK_NODE_PARAGRAPH: return .paragraph
    case CMARK_NODE_HEADING: return unsafe .heading(level: Int(cmark_node_get_heading_level(node)))
    case CMARK_NODE_FOOTNOTE_DEFINITION: return .footnote
    case CMARK_NODE_IMAGE: return .image
    case CMARK_NODE_DOCUMENT, CMARK_NODE_EMPH, CMARK_NODE_STRONG, CMARK_NODE_LINK: return nil
    default: break
    }
    // The types of extensions are numbered at run time.
    switch unsafe name(node) {
    case "table_header": return .tableRow(isHeader: true)
    case "table_row": return .tableRow(isHeader: false)
    case "table_cell": return .tableCell
    default: return nil
    }
  }

  private static func name(_ node: OpaquePointer) -> String {
    unsafe cmark_node_get_type_string(node).map { unsafe String(cString: $0) } ?? ""
  }

  private static func literal(_ node: OpaquePointer) -> String {
    unsafe cmark_node_get_literal(node).map { unsafe String(cString: $0) } ?? ""
  }
}
