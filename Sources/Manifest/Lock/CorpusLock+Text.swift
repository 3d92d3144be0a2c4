package import Common
internal import Settings
internal import Storage

extension CorpusLock {
  /// The bytes of the file: one line a value, sorted, all texts in double quotes, so that a page that changes is a small
  /// difference and no text can be taken for something else.
  package func text(manifest: String) -> String {
    let name = manifest.split(separator: "/").last.map(String.init) ?? manifest
    var lines = [
      "# The pages of the web sources of \(Self.quoted(name)), pinned by `kbc fetch`. Commit this file and the snapshots.",
      "almanac-lock: \(Self.languageVersion)",
    ]
    lines.append(sources.isEmpty ? "sources: []" : "sources:")
    for source in sorted.sources {
      lines.append("  - addresses:")
      for address in source.addresses { lines.append("      - \(Self.quoted(address))") }
      lines.append("    settings: \(Self.quoted(source.settings.hex))")
      lines.append(source.pages.isEmpty ? "    pages: []" : "    pages:")
      for page in source.pages { lines += Self.lines(of: page) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Puts the lock at `path`, whole or not at all; a file that says the same already stays untouched.
  package func write(to path: String, manifest: String) throws(SystemError) {
    let bytes = Array(text(manifest: manifest).utf8)
    if (try? readFile(path, limit: maximumTextSize)) == bytes { return }
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
  }

  /// The same with sources and pages in order.
  package var sorted: CorpusLock {
    var copy = self
    for index in copy.sources.indices { copy.sources[index].pages.sort { $0.url.precedesBytewise($1.url) } }
    copy.sources.sort { left, right in
      let (a, b) = (left.addresses.joined(separator: "\n"), right.addresses.joined(separator: "\n"))
      return a == b ? left.settings < right.settings : a.precedesBytewise(b)
    }
    return copy
  }

  private static func lines(of page: LockedPage) -> [String] {
    var lines = ["      - url: \(quoted(page.url))"]
    func add(_ name: String, _ value: String?) {
      if let value { lines.append("        \(name): \(quoted(value))") }
    }
    add("final-url", page.finalURL)
    lines.append("        status: \(page.status)")
    add("content-type", page.contentType)
    add("etag", page.etag)
    add("last-modified", page.lastModified)
    add("robots", page.robots)
    add("fetched", page.fetched)
    lines.append("        size: \(page.size)")
    add("sha256", page.digest.hex)
    return lines
  }

  /// A double-quoted scalar of YAML 1.2 (§7.3.1) in ASCII.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case " "..."~": result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (mark, width) = scalar.value < 0x1_0000 ? ("\\u", 4) : ("\\U", 8)
        result += mark + String(repeating: "0", count: width - digits.utf8.count) + digits
      }
    }
    return result + "\""
  }
}
