internal import CPoppler
internal import Common
internal import Extraction

/// An open PDF file in Poppler: the only place that touches Poppler's and GLib's pointers.
///
/// Not safe to share between threads; every object of Poppler is released with this one or before.
@safe final class PDFFile {
  let document: OpaquePointer
  /// Poppler reads from these bytes as long as the document is open.
  private let bytes: OpaquePointer
  let pageCount: Int
  /// What the names of fonts say, as far as they were met.
  var styles: [String: FontStyle] = [:]

  static var library: LibraryVersion { LibraryVersion("poppler", unsafe String(cString: poppler_get_version())) }

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
    // Longer ones mean the same by ISO 32000-2, 7.6.4.3.3, and overrun a buffer of Poppler 22.
    let passphrase = Array(password.utf8.prefix(127)) + [0]
    guard let stream = unsafe g_memory_input_stream_new_from_bytes(bytes) else { return nil }
    defer { unsafe g_object_unref(UnsafeMutableRawPointer(stream)) }
    return unsafe passphrase.withUnsafeBytes { characters in
      unsafe poppler_document_new_from_stream(
        stream, goffset(g_bytes_get_size(bytes)), characters.assumingMemoryBound(to: CChar.self).baseAddress, nil,
        &error)
    }
  }

  /// Poppler reports every flaw of a file to GLib's log, which would print it.
  private static let silenceLog: Void = {
    unsafe _ = g_log_set_default_handler({ _, _, _, _ in }, nil)
    unsafe g_log_set_writer_func({ _, _, _, _ in G_LOG_WRITER_HANDLED }, nil, nil)
  }()

  /// The text of a string that GLib allocated, which is released; `nil` for none and for white space.
  static func take(_ text: UnsafeMutablePointer<CChar>?) -> String? {
    guard let text = unsafe text else { return nil }
    defer { unsafe g_free(text) }
    return PDFText.collapsed(unsafe String(cString: text))
  }

  /// A date in ISO 8601, UTC; the date is released.
  static func takeDate(_ date: OpaquePointer?) -> String? {
    guard let date = unsafe date else { return nil }
    defer { unsafe g_date_time_unref(date) }
    guard let universal = unsafe g_date_time_to_utc(date) else { return nil }
    defer { unsafe g_date_time_unref(universal) }
    return unsafe take(g_date_time_format(universal, "%Y-%m-%dT%H:%M:%SZ"))
  }
}
