internal import CLibZip
internal import Common
internal import Extraction
internal import Glibc

/// A zip archive in memory, read with libzip: the only place that calls it.
///
/// What an entry unpacks to is counted as it comes, whatever the directory says, so that a bomb ends at the limit.
@safe final class ZipArchive {
  static var library: LibraryVersion { LibraryVersion("libzip", unsafe String(cString: zip_libzip_version())) }

  private let archive: OpaquePointer
  /// Bytes that may still be unpacked, over all entries.
  private var budget: Int
  private let limit: Int

  /// - Parameter limit: the most bytes that one entry, and all that are read together, may unpack to.
  init(_ bytes: [UInt8], limit: Int) throws(ExtractionFailure) {
    // libzip owns this copy from the moment it has a source, and frees it.
    guard let copy = unsafe malloc(max(1, bytes.count)) else { throw .outOfMemory(limit: bytes.count) }
    unsafe bytes.withUnsafeBytes { buffer in
      if let start = buffer.baseAddress { unsafe _ = memcpy(copy, start, buffer.count) }
    }
    guard let source = unsafe zip_source_buffer_create(copy, UInt64(bytes.count), 1, nil) else {
      unsafe free(copy)
      throw .malformed(detail: "it is no zip archive")
    }
    var error = unsafe zip_error_t()
    unsafe zip_error_init(&error)
    guard let archive = unsafe zip_open_from_source(source, ZIP_RDONLY, &error) else {
      let reason = unsafe String(cString: zip_error_strerror(&error))
      unsafe zip_error_fini(&error)
      unsafe zip_source_free(source)
      throw .malformed(detail: "it is no zip archive (\(reason))")
    }
    unsafe self.archive = archive
    self.limit = limit
    budget = limit
  }

  deinit { unsafe zip_discard(archive) }

  /// The bytes of the entry called `name`; `nil` when there is none.
  func entry(_ name: String) throws(ExtractionFailure) -> [UInt8]? {
    let index = unsafe zip_name_locate(archive, name, zip_flags_t(ZIP_FL_NOCASE))
    guard index >= 0 else { return nil }
    guard let file = unsafe zip_fopen_index(archive, UInt64(index), 0) else {
      let reason = unsafe String(cString: zip_error_strerror(zip_get_error(archive)))
      throw .malformed(detail: "\(name): \(reason)")
    }
    defer { unsafe _ = zip_fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes { buffer in
        guard let start = buffer.baseAddress else { return Int64(-1) }
        return unsafe zip_fread(file, start, UInt64(buffer.count))
      }
      if count == 0 { return bytes }
      guard count > 0 else { throw .malformed(detail: "\(name) cannot be unpacked") }
      budget -= Int(count)
      guard budget >= 0 else { throw .tooLarge(what: name, limit: limit) }
      bytes.append(contentsOf: piece[..<Int(count)])
    }
  }
}
