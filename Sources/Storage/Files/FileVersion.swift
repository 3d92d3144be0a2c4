package import Common
internal import Glibc

/// One state of a file: another file, or the same one changed, has another version.
package struct FileVersion: Equatable, Sendable {
  /// Absolute, without links.
  package let path: String
  private let inode: UInt64
  private let length: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// Looks at the file at `path`, following links.
  package init(of path: String) throws(SystemError) {
    guard let real = unsafe realpath(path, nil) else {
      throw SystemError(errno: errno, "find the file", place: path)
    }
    defer { unsafe free(real) }
    self.path = unsafe String(cString: real)
    var status = stat()
    guard unsafe stat(self.path, &status) == 0 else {
      throw SystemError(errno: errno, "read the file's properties", place: path)
    }
    inode = UInt64(status.st_ino)
    length = Int(status.st_size)
    seconds = Int(status.st_mtim.tv_sec)
    nanoseconds = Int(status.st_mtim.tv_nsec)
  }
}

/// Whether there is a folder at `path`.
package func isFolder(_ path: String) -> Bool {
  var status = stat()
  return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Whether there is something at `path` that may be read.
package func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }
