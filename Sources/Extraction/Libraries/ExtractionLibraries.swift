internal import CUchardet
package import Common
internal import Storage
internal import TextAnalysis

/// The libraries that take part in reading documents inside the compiler's own process.
package enum ExtractionLibraries {
  /// uchardet guesses charsets, the C library's iconv converts from them. uchardet does not tell its version; the name of
  /// its file does.
  package static var charsets: [LibraryVersion] {
    [
      LibraryVersion("glibc", unsafe String(cString: gnu_get_libc_version())),
      LibraryVersion("uchardet", SharedObject.version(of: "libuchardet") ?? "unknown"),
    ]
  }

  /// All of them, sorted by name.
  package static var own: [LibraryVersion] { (charsets + TextLibraries.versions + [LanguageDetector.library]).sorted() }
}
