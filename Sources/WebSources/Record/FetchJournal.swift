internal import Common
internal import Manifest
internal import Storage

/// What a fetch that is under way has found out so far, one JSON object a line, so that one that was interrupted goes on
/// where it stopped.
///
/// A line is written once the body is in the snapshot store. A last line that is cut short means nothing.
struct FetchJournal {
  let path: String
  private let file: AppendedFile
  /// What an earlier, interrupted fetch left.
  let records: [WebAddress: FetchRecord]

  /// Opens the journal of `store`; `nil` when another fetch of the corpus is under way.
  init?(store: SnapshotStore) throws(SystemError) {
    try createFolder(store.folder)
    path = "\(store.folder)/\(SnapshotStore.journalName)"
    guard let file = try AppendedFile(path: path) else { return nil }
    self.file = file
    let bytes = try readFile(path)
    var records: [WebAddress: FetchRecord] = [:]
    for line in bytes.split(separator: 0x0A) {
      if let (address, record) = Self.entry(Array(line)) { records[address] = record }
    }
    self.records = records
    // What follows must not be joined to a line that was cut.
    if let last = bytes.last, last != 0x0A { try file.append([0x0A]) }
  }

  func append(_ address: WebAddress, _ record: FetchRecord) throws(SystemError) {
    try file.append(Self.line(address, record).serialized() + [0x0A])
  }

  /// Removes the journal: what it says is in the lock.
  func finish() throws(SystemError) { try removeFile(path) }

  static func line(_ address: WebAddress, _ record: FetchRecord) -> JSONValue {
    var members = [JSONValue.Member("url", .string(address.text))]
    func add(_ name: String, _ value: String?) {
      if let value { members.append(.init(name, .string(value))) }
    }
    switch record {
    case .redirect(let target): add("to", target.text)
    case .status(let status): members.append(.init("status", .integer(status)))
    case .page(let page):
      members.append(.init("status", .integer(page.status)))
      add("contentType", page.contentType)
      add("etag", page.etag)
      add("lastModified", page.lastModified)
      add("robots", page.robots)
      add("fetched", page.fetched)
      members.append(.init("size", .integer(page.size)))
      add("sha256", page.digest.hex)
    }
    return .object(members)
  }

  static func entry(_ line: [UInt8]) -> (WebAddress, FetchRecord)? {
    guard let value = try? JSONValue(parsing: line), let address = value["url"]?.string.flatMap({ WebAddress($0) })
    else { return nil }
    if let target = value["to"]?.string { return WebAddress(target).map { (address, .redirect(to: $0)) } }
    guard let status = value["status"]?.integer else { return nil }
    guard let digest = value["sha256"]?.string.flatMap({ Digest(hex: $0) }) else { return (address, .status(status)) }
    guard let fetched = value["fetched"]?.string, let size = value["size"]?.integer else { return nil }
    let page = PageRecord(
      status: status, contentType: value["contentType"]?.string, etag: value["etag"]?.string,
      lastModified: value["lastModified"]?.string, robots: value["robots"]?.string, fetched: fetched, size: size,
      digest: digest)
    return (address, .page(page))
  }
}
