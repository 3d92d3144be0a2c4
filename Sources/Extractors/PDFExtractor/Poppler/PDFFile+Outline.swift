internal import CPoppler
internal import Extraction

extension PDFFile {
  /// The most entries of an outline that are read; damaged outlines can be endless.
  private static let maximumOutlineEntries = 100_000
  private static let maximumOutlineDepth = 64

  /// The table of contents, in reading order.
  var outline: [OutlineEntry] {
    var entries: [OutlineEntry] = []
    if let root = unsafe poppler_index_iter_new(document) { unsafe walk(root, level: 1, &entries) }
    return entries
  }

  /// Reads one level of the outline and those below, and releases `iterator`.
  private func walk(_ iterator: OpaquePointer, level: Int, _ entries: inout [OutlineEntry]) {
    defer { unsafe poppler_index_iter_free(iterator) }
    repeat {
      guard entries.count < Self.maximumOutlineEntries else { return }
      if let action = unsafe poppler_index_iter_get_action(iterator) {
        defer { unsafe poppler_action_free(action) }
        let title = unsafe action.pointee.any.title.map { unsafe String(cString: $0) } ?? ""
        if let title = PDFText.collapsed(title) {
          entries.append(OutlineEntry(level: level, title: title, page: unsafe page(of: action)))
        }
      }
      if level < Self.maximumOutlineDepth, let child = unsafe poppler_index_iter_get_child(iterator) {
        unsafe walk(child, level: level + 1, &entries)
      }
    } while unsafe poppler_index_iter_next(iterator) != 0
  }

  private func page(of action: UnsafeMutablePointer<PopplerAction>) -> Int? {
    guard unsafe action.pointee.type == POPPLER_ACTION_GOTO_DEST, let target = unsafe action.pointee.goto_dest.dest
    else { return nil }
    var page = unsafe Int(target.pointee.page_num)
    if unsafe target.pointee.type == POPPLER_DEST_NAMED {
      guard let name = unsafe target.pointee.named_dest, let found = unsafe poppler_document_find_dest(document, name)
      else { return nil }
      page = unsafe Int(found.pointee.page_num)
      unsafe poppler_dest_free(found)
    }
    return (1...max(1, pageCount)).contains(page) ? page : nil
  }
}
