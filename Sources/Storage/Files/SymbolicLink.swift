package import Common
internal import Glibc

/// A link to a file in its own folder, such as `current`.
package enum SymbolicLink {
  /// What the link at `path` says; `nil` when nothing is there or it is no link.
  package static func target(of path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Makes the link at `path` lead to `target`; readers see the old one or the new one, never none.
  ///
  /// - Throws: when something that is no link has that name.
  package static func replace(_ path: String, with target: String) throws(SystemError) {
    var status = stat()
    if unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFLNK {
      throw SystemError(.invalidArgument, "this is not a link; move it away", place: path)
    }
    let temporary = path + "." + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    guard unsafe symlink(target, temporary) == 0 else {
      throw SystemError(errno: errno, "make the link", place: path)
    }
    guard unsafe rename(temporary, path) == 0 else {
      let failure = errno
      unsafe unlink(temporary)
      throw SystemError(errno: failure, "put the link in its place", place: path)
    }
  }
}
