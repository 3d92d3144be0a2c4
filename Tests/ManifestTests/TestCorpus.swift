import Common
import Glibc
import Storage

/// A folder of files for one test.
struct TestCorpus {
  let folder: TemporaryFolder

  init(_ files: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    for path in files.keys.sorted() { try write(path, Array((files[path] ?? "").utf8)) }
  }

  var path: String { folder.path }

  func write(_ path: String, _ bytes: [UInt8]) throws {
    var parent = folder.path
    for part in path.split(separator: "/").dropLast() {
      parent += "/" + part
      unsafe mkdir(parent, 0o755)
    }
    let file = try AtomicFile(path: folder.file(path))
    try file.write(bytes)
    try file.commit()
  }
}

/// The rendered diagnostics, one after the other.
func rendered(_ diagnostics: [Diagnostic]) -> String {
  diagnostics.map(\.rendered).joined(separator: "\n")
}
