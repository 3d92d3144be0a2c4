package import Common
internal import Glibc

/// A folder of its own that is removed with everything in it when this object goes.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// Makes the folder in `parent`, or in `TMPDIR` or `/tmp`.
  package init(in parent: String? = nil) throws(SystemError) {
    let parent = parent ?? Self.defaultParent
    var template = Array((parent + "/almanac.XXXXXX").utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw SystemError(errno: errno, "create a temporary folder", place: parent)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// The path of `name` in this folder.
  package func file(_ name: String) -> String { path + "/" + name }

  /// The folder that `TMPDIR` names, or `/tmp`.
  package static var defaultParent: String {
    guard let value = unsafe getenv("TMPDIR") else { return "/tmp" }
    let text = unsafe String(cString: value)
    return text.isEmpty ? "/tmp" : text
  }

  /// Removes files first, then the folders from the deepest; links are removed, never followed.
  private static func remove(_ root: String) {
    var stack = [root]
    var folders: [String] = []
    while let folder = stack.popLast() {
      folders.append(folder)
      guard let handle = unsafe opendir(folder) else { continue }
      defer { unsafe closedir(handle) }
      while let entry = unsafe readdir(handle) {
        let start = unsafe UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
        let name = unsafe String(cString: start.assumingMemoryBound(to: CChar.self))
        if name == "." || name == ".." { continue }
        let path = folder + "/" + name
        if unsafe unlink(path) != 0, errno == EISDIR || errno == EPERM { stack.append(path) }
      }
    }
    for folder in folders.reversed() { unsafe rmdir(folder) }
  }
}
