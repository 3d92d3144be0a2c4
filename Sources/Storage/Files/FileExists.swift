internal import Glibc

/// Whether something has this name, be it a file, a folder or a link that leads nowhere.
package func fileExists(_ path: String) -> Bool {
  var status = stat()
  return unsafe lstat(path, &status) == 0
}
