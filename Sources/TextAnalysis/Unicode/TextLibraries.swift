internal import CUTF8Proc
package import Common
internal import Storage

/// The libraries behind this module.
package enum TextLibraries {
  /// utf8proc (normal forms) and Snowball (stems). Snowball does not tell its version; the file's name does.
  package static var versions: [LibraryVersion] {
    [
      LibraryVersion("libstemmer", SharedObject.version(of: "libstemmer") ?? "unknown"),
      LibraryVersion("utf8proc", unsafe String(cString: utf8proc_version())),
    ]
  }
}
