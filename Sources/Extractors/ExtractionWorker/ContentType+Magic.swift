internal import CMagic
internal import Common
internal import Extraction

extension ContentType {
  /// The library and, with it, its database.
  static var library: LibraryVersion {
    let version = magic_version()
    return LibraryVersion("libmagic", "\(version / 100).\(version % 100)")
  }

  /// Looks at the first bytes of a file; `nil` when the database is not there or the bytes are too strange for it.
  ///
  /// The database is mapped for each file: that takes a tenth of a millisecond.
  init?(of bytes: [UInt8]) {
    // Containers, programs and Office's compound files are not taken apart: that is the extractors' work.
    let flags = MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_TAR
    guard let cookie = unsafe magic_open(flags) else { return nil }
    defer { unsafe magic_close(cookie) }
    guard unsafe Self.databases.withCString({ unsafe magic_load(cookie, $0) }) == 0 else { return nil }
    func ask(_ more: Int32) -> String? {
      guard unsafe magic_setflags(cookie, flags | more) == 0 else { return nil }
      return unsafe bytes.withUnsafeBytes { buffer in
        unsafe magic_buffer(cookie, buffer.baseAddress, min(buffer.count, Self.sampleBytes))
      }.map { unsafe String(cString: $0) }
    }
    guard let mediaType = ask(MAGIC_MIME_TYPE), let description = ask(MAGIC_NONE) else { return nil }
    self.init(mediaType: mediaType, description: description)
  }

  /// The library's own database, without what an administrator of this machine added under `/etc`.
  private static var databases: String {
    let paths = unsafe magic_getpath(nil, 0).map { unsafe String(cString: $0) } ?? ""
    return paths.split(separator: ":").filter { !$0.hasPrefix("/etc/") }.joined(separator: ":")
  }
}
