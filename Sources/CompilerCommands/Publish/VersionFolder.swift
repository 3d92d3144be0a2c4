internal import BundleFormat
internal import Common
internal import Storage

/// A folder of bundles with a link `current` to the one that is served.
///
/// Bundles are named by name, version and the first half of their file digest, so that a version that is built twice does
/// not overwrite itself. Their order is that in which they were published, which the file
/// `.versions` keeps. One program at a time changes the folder.
struct VersionFolder {
  struct Version: Equatable {
    var fileName: String
    var isCurrent: Bool
    var byteCount: Int
  }

  static let linkName = "current"
  private static let digestDigits = 12
  private static let pieceLength = 1 << 20

  let path: String
  private let lock: FileLock

  /// - Parameter isNew: whether the folder is made when it is missing.
  init(_ path: String, isNew: Bool) throws(SystemError) {
    if isNew {
      try createFolder(path)
    } else if !isFolder(path) {
      throw SystemError(.notFound, "there is no such folder; `kbc publish` makes it with its first bundle", place: path)
    }
    self.path = path
    guard let lock = try FileLock(path: "\(path)/.publish.lock", .exclusive) else {
      throw SystemError(.invalidArgument, "another program is publishing into this folder; try again", place: path)
    }
    self.lock = lock
  }

  /// The bundles, the one published last first; those that came into the folder by other means are the oldest.
  func versions() throws(SystemError) -> [Version] {
    let current = SymbolicLink.target(of: link)
    let files = try FileListing(of: path, links: .skip) { _ in false }.files.filter { $0.path.hasSuffix(".kb") }
    let order = try publications()
    let ranked = files.map { file in (file: file, rank: order.lastIndex(of: file.path) ?? -1) }
    return ranked.sorted { left, right in
      left.rank != right.rank ? left.rank > right.rank : right.file.path.precedesBytewise(left.file.path)
    }.map { Version(fileName: $0.file.path, isCurrent: $0.file.path == current, byteCount: $0.file.size) }
  }

  /// The names of bundles in the order in which they were published. Clocks do not tell it: they are coarse and go back.
  private func publications() throws(SystemError) -> [String] {
    guard isReadable(list) else { return [] }
    return String(decoding: try readFile(list), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func note(_ name: String) throws(SystemError) {
    let names = try publications().filter { $0 != name && isReadable("\(path)/\($0)") } + [name]
    let file = try AtomicFile(path: list)
    try file.write(Array(names.map { $0 + "\n" }.joined().utf8))
    try file.commit()
  }

  /// Checks every byte of the bundle at `source`, copies it into the folder and makes it the current one.
  ///
  /// - Returns: its name in the folder.
  func publish(_ source: String) throws -> String {
    let bundle = try BundleReader(path: source)
    try bundle.verify()
    let record = try bundle.buildRecord()
    let digest = String(bundle.header.fileDigest.hex.prefix(Self.digestDigits))
    let parts = [record.name, record.version, digest].filter { !$0.isEmpty }
    let name = parts.map(Self.fileNamePart).joined(separator: "-") + ".kb"
    let file = try AtomicFile(path: "\(path)/\(name)")
    var start = 0
    while start < bundle.bytes.count {
      try file.write(bundle.bytes[start..<min(start + Self.pieceLength, bundle.bytes.count)])
      start += Self.pieceLength
    }
    guard !bundle.bytes.isDamaged else {
      throw SystemError(.invalidArgument, "the bundle was cut short while it was copied; try again", place: source)
    }
    try file.commit()
    try note(name)
    try SymbolicLink.replace(link, with: name)
    return name
  }

  /// Removes all but the `count` bundles published last of the knowledge base that `fileName` is of, and never the
  /// current one. Bundles of other names, and files that came into the folder by other means, stay.
  ///
  /// - Returns: the names of those removed.
  func prune(keeping count: Int, like fileName: String) throws -> [String] {
    let published = Set(try publications())
    let name = try bundleName(fileName)
    let own = try versions().filter { published.contains($0.fileName) && (try? bundleName($0.fileName)) == name }
    var removed: [String] = []
    for version in own.dropFirst(count) where !version.isCurrent {
      try removeFile("\(path)/\(version.fileName)")
      removed.append(version.fileName)
    }
    return removed
  }

  private func bundleName(_ fileName: String) throws -> String {
    try BundleReader(path: "\(path)/\(fileName)").buildRecord().name
  }

  /// Makes another bundle the current one: `name`, or the one published before the current one.
  ///
  /// - Returns: its name.
  func rollBack(to name: String?) throws -> String {
    let versions = try versions()
    let chosen: Version? =
      if let name {
        versions.first { $0.fileName == name }
      } else if let current = versions.firstIndex(where: \.isCurrent) {
        versions.dropFirst(current + 1).first
      } else {
        nil
      }
    guard let chosen else {
      throw DiagnosticsError([
        Diagnostic(
          .error, "no-such-version", at: SourceLocation(file: path), Self.absence(of: name, in: versions),
          remedy: versions.isEmpty
            ? "publish bundles with `kbc publish BUNDLE \(path)`"
            : "`kbc rollback \(path) --list` shows what is there, and --to NAME chooses")
      ])
    }
    // A damaged bundle must not become the current one.
    try BundleReader(path: "\(path)/\(chosen.fileName)").verify()
    try SymbolicLink.replace(link, with: chosen.fileName)
    return chosen.fileName
  }

  private static func absence(of name: String?, in versions: [Version]) -> String {
    if versions.isEmpty { return "no bundle was published into this folder" }
    if let name { return "there is no bundle `\(name)`" }
    guard let current = versions.first(where: \.isCurrent) else {
      return "no bundle of this folder is the current one, so that none comes before it"
    }
    return versions.count == 1
      ? "`\(current.fileName)` is the only bundle, so that there is none to go back to"
      : "`\(current.fileName)` is the oldest bundle, so that there is none to go back to"
  }

  private var list: String { "\(path)/.versions" }
  private var link: String { "\(path)/\(Self.linkName)" }

  /// Names come from manifests, versions may hold anything.
  private static func fileNamePart(_ text: String) -> String {
    let kept = text.unicodeScalars.map { scalar -> Character in
      let isPlain =
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "."
        || scalar == "_" || scalar == "-"
      return isPlain ? Character(scalar) : "_"
    }
    let name = String(kept.prefix(60))
    return name.hasPrefix(".") ? "_" + name.dropFirst() : name
  }
}
