internal import CPoppler
internal import Common
internal import Extraction

/// An open PDF file in Poppler: the only place that touches Poppler's and GLib's pointers.
///
/// Not safe to share between threads; every object of Poppler is released with this one or before.
@safe final class PDFFile {
  private let document: OpaquePointer
  /// Poppler reads from these bytes as long as the document is open.
  private let bytes: OpaquePointer
  let pageCount: Int

  static var library: LibraryVersion { LibraryVersion("poppler", unsafe String(cString: poppler_get_version())) }

  /// The most entries of an outline that are read; damaged outlines can be endless.
  private static let maximumOutlineEntries = 100_000
  private static let maximumOutlineDepth = 64

  init(_ content: [UInt8], password: String?) throws(ExtractionFailure) {
    Self.silenceLog
    guard let bytes = unsafe g_bytes_new(content, gsize(content.count)) else {
      throw .malformed(detail: "the bytes cannot be held")
    }
    do throws(ExtractionFailure) {
      unsafe document = try Self.open(bytes, password: password)
    } catch {
      unsafe g_bytes_unref(bytes)
      throw error
    }
    unsafe self.bytes = unsafe bytes
    pageCount = unsafe max(0, Int(poppler_document_get_n_pages(document)))
  }

  deinit {
    unsafe g_object_unref(UnsafeMutableRawPointer(document))
    unsafe g_bytes_unref(bytes)
  }

  /// A password that is not needed does no harm.
  private static func open(_ bytes: OpaquePointer, password: String?) throws(ExtractionFailure) -> OpaquePointer {
    let candidates: [String?] = password == nil ? [nil] : [password, nil]
    var isEncrypted = false
    for candidate in candidates {
      var error: UnsafeMutablePointer<GError>?
      if let document = unsafe load(bytes, candidate, &error) { return unsafe document }
      guard let failure = unsafe error else { continue }
      defer { unsafe g_error_free(failure) }
      guard unsafe failure.pointee.domain == poppler_error_quark() else { continue }
      let code = unsafe PopplerError(rawValue: PopplerError.RawValue(failure.pointee.code))
      if code == POPPLER_ERROR_ENCRYPTED {
        isEncrypted = true
      } else if code == POPPLER_ERROR_BAD_CATALOG {
        throw .malformed(detail: "its catalog, the list of its parts, cannot be read")
      } else {
        throw .malformed(detail: "it is not a PDF file, or its structure cannot be repaired")
      }
    }
    guard isEncrypted else { throw .malformed(detail: "it cannot be opened") }
    throw password == nil ? .passwordRequired : .wrongPassword
  }

  /// With a password the bytes go through a stream: Poppler 22 crashes on bytes when the password is wrong.
  private static func load(
    _ bytes: OpaquePointer, _ password: String?, _ error: inout UnsafeMutablePointer<GError>?
  ) -> OpaquePointer? {
    guard let password else { return unsafe poppler_document_new_from_bytes(bytes, nil, &error) }
    guard let stream = unsafe g_memory_input_stream_new_from_bytes(bytes) else { return nil }
    defer { unsafe g_object_unref(UnsafeMutableRawPointer(stream)) }
    return unsafe poppler_document_new_from_stream(stream, goffset(g_bytes_get_size(bytes)), password, nil, &error)
  }

  /// Poppler reports every flaw of a file to GLib's log, which would print it.
  private static let silenceLog: Void = {
    unsafe _ = g_log_set_default_handler({ _, _, _, _ in }, nil)
    unsafe g_log_set_writer_func({ _, _, _, _ in G_LOG_WRITER_HANDLED }, nil, nil)
  }()

  var title: String? { unsafe Self.take(poppler_document_get_title(document)) }

  /// What the file says about itself, apart from the title.
  var metadata: [MetadataEntry] {
    let values: [(String, String?)] = unsafe [
      ("author", Self.take(poppler_document_get_author(document))),
      ("created", Self.takeDate(poppler_document_get_creation_date_time(document))),
      ("keywords", Self.take(poppler_document_get_keywords(document))),
      ("modified", Self.takeDate(poppler_document_get_modification_date_time(document))),
      ("subject", Self.take(poppler_document_get_subject(document))),
    ]
    return values.compactMap { key, value in value.map { MetadataEntry(key, $0) } }
  }

  /// The lines of one page, from 1; `nil` when the page cannot be read.
  func lines(ofPage number: Int) -> [PDFLine]? {
    guard let page = unsafe poppler_document_get_page(document, Int32(number - 1)) else { return nil }
    defer { unsafe g_object_unref(UnsafeMutableRawPointer(page)) }
    guard let text = unsafe poppler_page_get_text(page) else { return [] }
    defer { unsafe g_free(text) }
    var rectangles: UnsafeMutablePointer<PopplerRectangle>?
    var count: guint = 0
    let hasLayout = unsafe poppler_page_get_text_layout(page, &rectangles, &count) != 0
    defer { unsafe g_free(rectangles) }
    var boxes: [PDFBox] = []
    if hasLayout, let rectangles = unsafe rectangles {
      boxes.reserveCapacity(Int(count))
      for index in 0..<Int(count) {
        let box = unsafe rectangles[index]
        boxes.append(
          PDFBox(
            left: min(box.x1, box.x2), top: min(box.y1, box.y2), right: max(box.x1, box.x2), bottom: max(box.y1, box.y2)
          ))
      }
    }
    return PDFLine.lines(of: unsafe String(cString: text), boxes: boxes)
  }

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

  /// The text of a string that GLib allocated, which is released; `nil` for none and for white space.
  private static func take(_ text: UnsafeMutablePointer<CChar>?) -> String? {
    guard let text = unsafe text else { return nil }
    defer { unsafe g_free(text) }
    return PDFText.collapsed(unsafe String(cString: text))
  }

  /// A date in ISO 8601, UTC; the date is released.
  private static func takeDate(_ date: OpaquePointer?) -> String? {
    guard let date = unsafe date else { return nil }
    defer { unsafe g_date_time_unref(date) }
    guard let universal = unsafe g_date_time_to_utc(date) else { return nil }
    defer { unsafe g_date_time_unref(universal) }
    return unsafe take(g_date_time_format(universal, "%Y-%m-%dT%H:%M:%SZ"))
  }
}
