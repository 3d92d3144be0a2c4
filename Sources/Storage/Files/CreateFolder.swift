package import Common
internal import Glibc

/// Makes the folder at `path` and those above it, as far as they are missing.
package func createFolder(_ path: String) throws(SystemError) {
  var prefix = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    prefix += (prefix.isEmpty || prefix == "/" ? "" : "/") + part
    if unsafe mkdir(prefix, 0o777) != 0 && errno != EEXIST {
      throw SystemError(errno: errno, "make the folder of the output", place: prefix)
    }
  }
}
