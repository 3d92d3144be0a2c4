package import Common
internal import Glibc

/// Removes the file at `path`; one that is not there is no error.
package func removeFile(_ path: String) throws(SystemError) {
  if unsafe unlink(path) != 0 && errno != ENOENT {
    throw SystemError(errno: errno, "remove the file", place: path)
  }
}
