internal import Common
internal import Storage

/// The files of an inbox: who writes what is in docs/api.md.
///
/// Knows what it read before, so that a look at an inbox that has not changed reads only the names of its files.
package struct InboxFolder {
  static let statusSuffix = ".status.json"
  /// What the server and the watch write; everything else in the folder was dropped.
  private static let ownFolders = ["items", "files", "status", "snapshots"]
  private static let ownFiles = ["overlay.kb", "corpus.lock"]
  /// Ends of names that programs give to files that are still to be renamed.
  private static let unfinishedSuffixes = [".part", ".partial", ".crdownload", ".download", ".tmp", ".swp", "~"]
  /// Bytes of a request at most.
  private static let requestLimit = 64 << 10

  let path: String
  /// Files by path, as they were last read.
  private var known: [String: (stamp: FileStamp, digest: Digest, bytes: [UInt8]?)] = [:]

  /// Makes the folders that are missing.
  init(path: String) throws(SystemError) {
    self.path = path
    for name in ["items", "files", "status"] { try createFolder("\(path)/\(name)") }
  }

  var overlay: String { path + "/overlay.kb" }
  var lock: String { path + "/corpus.lock" }
  var snapshots: String { path + "/snapshots" }

  /// The folders whose changes matter.
  func watchedFolders() throws(SystemError) -> [String] {
    var folders = [path, path + "/items", path + "/files", path + "/status"]
    _ = try FileListing(of: path, links: .skip) { relative in
      guard Self.mayHoldDrops(relative) else { return false }
      folders.append("\(path)/\(relative)")
      return true
    }
    return folders
  }

  private static func mayHoldDrops(_ folder: String) -> Bool {
    !ownFolders.contains(folder) && !folder.split(separator: "/").contains { $0.hasPrefix(".") }
  }

  /// Whether a file at this path within the inbox is one that somebody dropped.
  package static func isDrop(_ relative: String) -> Bool {
    let parts = relative.split(separator: "/")
    guard let name = parts.last, !parts.contains(where: { $0.hasPrefix(".") }) else { return false }
    if parts.count == 1, ownFiles.contains(relative) { return false }
    if parts.count > 1, ownFolders.contains(String(parts[0])) { return false }
    return !name.hasSuffix(statusSuffix) && !unfinishedSuffixes.contains { name.hasSuffix($0) }
  }

  // MARK: Items

  /// All items, in the order in which they are taken, and whether there are files that are not complete yet.
  ///
  /// - Parameter isComplete: whether nobody writes to the file at a path any more.
  mutating func items(
    isComplete: (String, FileStamp) -> Bool
  ) throws(SystemError) -> (items: [InboxItem], areAllComplete: Bool) {
    var items: [InboxItem] = []
    var areAllComplete = true
    var seen: Set<String> = []
    for file in try FileListing(of: path + "/items", links: .skip).files
    where file.path.hasSuffix(".json") && !file.path.contains("/") && !file.path.hasPrefix(".") {
      let key = String(file.path.dropLast(5))
      seen.formUnion(["items/\(file.path)"])
      items.append(request(key))
    }
    for file in try FileListing(of: path, links: .skip, entersFolder: Self.mayHoldDrops).files
    where Self.isDrop(file.path) {
      seen.insert(file.path)
      guard let stamp = FileStamp(of: "\(path)/\(file.path)") else { continue }
      if isComplete("\(path)/\(file.path)", stamp) {
        if let item = drop(file.path) { items.append(item) }
      } else {
        areAllComplete = false
      }
    }
    let uploads = items.compactMap { item in if case .file(let path, _, _) = item.content { path } else { nil } }
    let kept = Set(seen.map { "\(path)/\($0)" } + uploads)
    known = known.filter { kept.contains($0.key) }
    return (items.sorted(by: InboxItem.precedes), areAllComplete)
  }

  /// What the server took.
  private mutating func request(_ key: String) -> InboxItem {
    var item = InboxItem(
      key: key, content: .unusable(reason: "the request cannot be read"), statusPath: "\(path)/status/\(key).json")
    guard let bytes = read("items/\(key).json")?.bytes, let json = try? JSONValue(parsing: bytes) else { return item }
    item.added = json["added"]?.string ?? ""
    switch json["kind"]?.string {
    case "web":
      if let url = json["url"]?.string { item.content = .page(url: url) }
    case "document":
      guard let file = json["file"]?.string, let name = json["name"]?.string, Self.isUpload(file) else { break }
      if let read = read(file, keepsBytes: false) {
        item.content = .file(path: "\(path)/\(file)", name: name, digest: read.digest)
      } else {
        item.content = .unusable(reason: "the file is not there or cannot be read")
      }
    default: break
    }
    return item
  }

  /// Whether a request names a file where uploads lie, and none elsewhere.
  private static func isUpload(_ file: String) -> Bool {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0] == "files" && !parts[1].isEmpty && !parts[1].hasPrefix(".")
  }

  private mutating func drop(_ relative: String) -> InboxItem? {
    let isRequest = relative.lowercased().hasSuffix(".url")
    guard let (digest, bytes) = read(relative, keepsBytes: isRequest) else {
      return fileExists("\(path)/\(relative)")
        ? InboxItem(
          key: relative, content: .unusable(reason: "the file cannot be read"),
          statusPath: "\(path)/\(relative)\(Self.statusSuffix)") : nil
    }
    var content = InboxItem.Content.file(path: "\(path)/\(relative)", name: relative, digest: digest)
    if isRequest {
      content =
        Self.address(in: bytes ?? []).map { .page(url: $0) }
        ?? .unusable(reason: "the file names no http or https address")
    }
    return InboxItem(key: relative, content: content, statusPath: "\(path)/\(relative)\(Self.statusSuffix)")
  }

  /// The address in a file that browsers make when a link is dragged into a folder (`URL=…`), or in one of a line.
  package static func address(in bytes: [UInt8]) -> String? {
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      var text = line.drop { $0 == " " || $0 == "\u{FEFF}" }
      if text.lowercased().hasPrefix("url=") { text = text.dropFirst(4) }
      let address = text.prefix { !$0.isWhitespace }
      if address.lowercased().hasPrefix("https://") || address.lowercased().hasPrefix("http://") {
        return String(address)
      }
    }
    return nil
  }

  /// The digest of a file within the inbox, and its bytes where they are a request's; `nil` when it cannot be read.
  private mutating func read(_ relative: String, keepsBytes: Bool = true) -> (digest: Digest, bytes: [UInt8]?)? {
    let file = "\(path)/\(relative)"
    guard SymbolicLink.target(of: file) == nil, let stamp = FileStamp(of: file) else { return nil }
    if let known = known[file], known.stamp == stamp, stamp.isSettled(at: FileStamp.now) {
      return (known.digest, known.bytes)
    }
    if keepsBytes {
      guard let bytes = try? readFile(file, limit: Self.requestLimit) else { return nil }
      known[file] = (stamp, Digest(hashing: bytes), bytes)
    } else {
      guard let mapped = try? MappedFile(path: file) else { return nil }
      var builder = DigestBuilder()
      mapped.bytes.withBytes { builder.update($0) }
      guard !mapped.bytes.isDamaged else { return nil }
      known[file] = (stamp, builder.finalize(), nil)
    }
    return known[file].map { ($0.digest, $0.bytes) }
  }

  // MARK: Leftovers

  /// Removes what a watch that was killed between naming a file and putting it into its place left; nobody else may
  /// write statuses and the overlay now.
  func removeTemporaryFiles() throws(SystemError) {
    for (place, prefix) in [(path, ".overlay.kb."), (path, ".corpus.lock."), (path + "/status", ".")] {
      for file in try FileListing(of: place, links: .skip, entersFolder: { _ in false }).files
      where file.path.hasPrefix(prefix) && file.path.hasSuffix(".tmp") {
        try removeFile("\(place)/\(file.path)")
      }
    }
  }

  /// Removes the statuses of items that are gone.
  func removeLeftovers(of keys: Set<String>) throws(SystemError) {
    for file in try FileListing(of: path + "/status", links: .skip).files
    where file.path.hasSuffix(".json") && !keys.contains(String(file.path.dropLast(5))) {
      try removeFile("\(path)/status/\(file.path)")
    }
    for file in try FileListing(of: path, links: .skip, entersFolder: Self.mayHoldDrops).files
    where file.path.hasSuffix(Self.statusSuffix) {
      if !fileExists("\(path)/\(file.path.dropLast(Self.statusSuffix.utf8.count))") {
        try removeFile("\(path)/\(file.path)")
      }
    }
  }
}
