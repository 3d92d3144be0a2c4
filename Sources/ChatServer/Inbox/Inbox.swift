package import Common
package import Conversations
internal import FoundationEssentials
internal import Glibc
internal import Storage

/// The folder that uploads and added pages go to, for `kbc watch --inbox` to compile.
///
/// Layout: `items/<id>.json` says what an item is (written last, so that an item that is seen is whole), `files/<id>.<ext>`
/// holds an upload's bytes, `status/<id>.json` is written by the compiler: `{"status": "processing" | "done" | "failed",
/// "message": …, "updated": …, "sha256": …}`. An item without a status is queued.
package struct Inbox: Sendable {
  package let path: String

  /// Makes the folder and its parts.
  package init(path: String) throws(SystemError) {
    self.path = path
    for part in ["items", "files", "status"] { try createFolder(path + "/" + part) }
  }

  /// Adds an upload; its name was checked.
  package func add(_ upload: CheckedUpload, owner: String, now: Timestamp) throws(SystemError) -> JSONValue {
    let id = ConversationStore.newID()
    let name = "files/\(id).\(upload.format.rawValue)"
    try write(upload.bytes, to: name)
    let item: JSONValue = .object([
      "id": .string(id), "kind": "document", "name": .string(upload.name), "format": .string(upload.format.rawValue),
      "file": .string(name), "bytes": .integer(upload.bytes.count),
      "sha256": .string(Digest(hashing: upload.bytes).hex), "owner": .string(owner), "added": .string("\(now)"),
    ])
    try write(item.serialized(.indented), to: "items/\(id).json")
    return withStatus(item)
  }

  /// Adds the address of a page.
  package func add(url: String, owner: String, now: Timestamp) throws(SystemError) -> JSONValue {
    let id = ConversationStore.newID()
    let item: JSONValue = .object([
      "id": .string(id), "kind": "web", "url": .string(url), "owner": .string(owner), "added": .string("\(now)"),
    ])
    try write(item.serialized(.indented), to: "items/\(id).json")
    return withStatus(item)
  }

  /// An item and how far it is; `nil` when there is none of this id for `owner`, `nil` standing for everyone's.
  ///
  /// - Parameter id: a UUID in lower case.
  package func item(_ id: String, owner: String?) throws(SystemError) -> JSONValue? {
    guard ConversationStore.normalizedID(id) == id, let item = try read("items/\(id).json") else { return nil }
    if let owner, item["owner"]?.string != owner { return nil }
    return withStatus(item)
  }

  /// The items of `owner`, `nil` standing for everyone's, the last first.
  ///
  /// - Complexity: O(items in the inbox).
  package func items(owner: String?, limit: Int) throws(SystemError) -> [JSONValue] {
    var items: [(added: String, item: JSONValue)] = []
    for file in try FileListing(of: path + "/items", links: .skip).files where file.path.hasSuffix(".json") {
      guard let item = try item(String(file.path.dropLast(5)), owner: owner) else { continue }
      items.append((item["added"]?.string ?? "", item))
    }
    return items.sorted { $1.added.precedesBytewise($0.added) }.prefix(limit).map(\.item)
  }

  /// Takes an item back: the compiler leaves it out of the next overlay.
  ///
  /// - Returns: false when there is none of this id for `owner`.
  package func remove(_ id: String, owner: String?) throws(SystemError) -> Bool {
    guard try item(id, owner: owner) != nil else { return false }
    // The item first: an upload without one means nothing.
    try removeFile("\(path)/items/\(id).json")
    for format in CheckedUpload.Format.allCases { try removeFile("\(path)/files/\(id).\(format.rawValue)") }
    try removeFile("\(path)/status/\(id).json")
    return true
  }

  private func withStatus(_ item: JSONValue) -> JSONValue {
    var members = (item.members ?? []).filter { $0.name != "owner" && $0.name != "file" }
    var status: JSONValue = "queued"
    if let id = item["id"]?.string, let written = try? read("status/\(id).json") {
      if let known = written["status"], known.string != nil { status = known }
      for name in ["message", "document", "updated"] {
        if let value = written[name], value.string != nil { members.append(.init(name, value)) }
      }
    }
    members.insert(.init("status", status), at: min(1, members.count))
    return .object(members)
  }

  private func read(_ name: String) throws(SystemError) -> JSONValue? {
    let bytes: [UInt8]
    do {
      bytes = try readFile(path + "/" + name, limit: 1 << 20)
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
    do { return try JSONValue(parsing: bytes) } catch { return nil }
  }

  private func write(_ bytes: [UInt8], to name: String) throws(SystemError) {
    let file = try AtomicFile(path: path + "/" + name)
    try file.write(bytes)
    try file.commit()
  }
}
