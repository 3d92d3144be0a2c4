internal import Storage

/// The tables of `FORMAT.md`, so that tests hold them to the constants.
package struct FormatDocument {
  /// The page in lines.
  package let lines: [String]

  package init() throws {
    // Tests/TestSupport/Format/FormatDocument.swift: the repository is four levels up.
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let text = String(decoding: try readFile("/\(root)/Sources/BundleFormat/FORMAT.md"), as: UTF8.self)
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The rows of the first table under a heading, without its head; backticks are taken off.
  package func table(under heading: String) -> [[String]] {
    let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("#") }
    let rows = section.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
    return rows.dropFirst(2).map { row in row.split(separator: "|").map(Self.trimmed) }
  }

  private static func trimmed(_ cell: Substring) -> String {
    func isMargin(_ character: Character) -> Bool { character == " " || character == "`" }
    let start = cell.drop(while: isMargin)
    return String(start.prefix(start.count - start.reversed().prefix(while: isMargin).count))
  }

  /// The bytes of the dump under a heading: a line has an offset, 16 bytes and their characters; `*` repeats the line
  /// before it.
  package func dump(under heading: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var last: [UInt8] = []
    for line in lines.drop(while: { $0 != heading }).filter({ $0.hasPrefix("    ") && $0.count > 5 }) {
      let parts = line.split(separator: " ")
      guard let offset = Int(parts[0], radix: 16) else { continue }
      while bytes.count < offset { bytes += last }
      last = parts.dropFirst().prefix(16).compactMap { UInt8($0, radix: 16) }
      bytes += last
    }
    return bytes
  }
}
