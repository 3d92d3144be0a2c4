internal import Common
internal import Glibc
internal import Storage

/// Expected texts in files of their own, under `Tests/Golden`.
///
/// With `RECORD_GOLDEN=1` the files are rewritten and the tests fail, so that a recording run never passes for a check.
package enum Golden {
  /// What `text` must be by the file `name`; to be compared with `text`. `source` is the file of the test, in a folder
  /// of `Tests`.
  package static func expected(for text: String, _ name: String, source: String = #filePath) -> String {
    let tests = source.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    let path = tests + "/Golden/" + name
    do {
      if unsafe getenv("RECORD_GOLDEN") != nil {
        var folder = tests + "/Golden"
        unsafe mkdir(folder, 0o755)
        for part in name.split(separator: "/").dropLast() {
          folder += "/" + part
          unsafe mkdir(folder, 0o755)
        }
        let file = try AtomicFile(path: path)
        try file.write(Array((text + "\n").utf8))
        try file.commit()
        return "recorded \(name); run again without RECORD_GOLDEN"
      }
      var bytes = try readFile(path)
      if bytes.last == 10 { bytes.removeLast() }
      return String(decoding: bytes, as: UTF8.self)
    } catch {
      return "\(error); RECORD_GOLDEN=1 writes the file"
    }
  }
}
