internal import Common
internal import Manifest
internal import Storage
internal import Terminal

/// Takes the pages of a WARC file into the snapshot store.
struct ArchiveImport {
  /// In bytewise order of their addresses. Of several answers for one address the last in time counts.
  private(set) var records: [(WebAddress, FetchRecord)] = []
  private(set) var diagnostics: [Diagnostic] = []

  private let path: String
  private let store: SnapshotStore
  private var found: [WebAddress: (date: String, record: FetchRecord)] = [:]
  /// Pages by the digest of their payload, as the archive writes it: what records of type `revisit` refer to.
  private var payloads: [String: PageRecord] = [:]
  /// Records that were left out, by reason.
  private var leftOut: [String: Int] = [:]

  /// Bytes of a page at most; the sources' own limits are checked later.
  private static let maximumBody = 1 << 30

  /// - Throws: `DiagnosticsError` when the file is no archive; `SystemError` when it or the store fails.
  init(path: String, store: SnapshotStore, progress: Progress) throws {
    self.path = path
    self.store = store
    progress.begin("import", unit: "records")
    do {
      var reader = try WARCReader(MappedFile(path: path).bytes)
      while let record = try reader.next() {
        try add(record)
        progress.advance()
      }
    } catch let error as WARCReader.Problem {
      let diagnostic = Diagnostic(
        found.isEmpty ? .error : .warning, "damaged-archive", at: SourceLocation(file: path),
        found.isEmpty ? "\(error)" : "\(error); what comes before that is imported",
        remedy: "export or download the archive again")
      if found.isEmpty { throw DiagnosticsError([diagnostic]) }
      diagnostics.append(diagnostic)
    }
    progress.finish()
    for reason in leftOut.keys.sorted() {
      let count = leftOut[reason] ?? 0
      diagnostics.append(
        Diagnostic(
          .warning, "record-left-out", at: SourceLocation(file: path),
          "\(Quantities.counted(count, "record")) of the archive left out: \(reason)"))
    }
    records = found.map { ($0.key, $0.value.record) }.sorted { $0.0.text.precedesBytewise($1.0.text) }
  }

  private mutating func add(_ record: WARCRecord) throws {
    guard ["response", "resource", "revisit"].contains(record.type) else { return }
    // wget puts the address in angle brackets.
    let target = (record.header("warc-target-uri") ?? "").filter { $0 != "<" && $0 != ">" }
    guard let address = WebAddress(target) else { return }
    if let reason = record.header("warc-truncated") {
      skip("it is cut (\(reason))")
      return
    }
    guard let date = Self.timestamp(record.header("warc-date") ?? "") else {
      skip("it has no date")
      return
    }
    if let earlier = found[address], earlier.date > date { return }
    switch record.type {
    case "resource":
      let page = PageRecord(
        contentType: record.header("content-type"), fetched: date, size: record.block.count,
        digest: try store.store(record.block))
      keep(page, of: record, at: address)
    case "revisit":
      let referred = record.header("warc-refers-to-target-uri").flatMap { WebAddress($0) }.flatMap { found[$0]?.record }
      if case .page(var page) = referred {
        page.fetched = date
        found[address] = (date, .page(page))
      } else if var page = record.header("warc-payload-digest").flatMap({ payloads[$0] }) {
        page.fetched = date
        found[address] = (date, .page(page))
      } else {
        skip("it refers to a record that is not in the archive")
      }
    default: try addResponse(record, address, date)
    }
  }

  private mutating func addResponse(_ record: WARCRecord, _ address: WebAddress, _ date: String) throws {
    let message: HTTPMessageParser.Message
    do throws(HTTPMessageParser.Problem) {
      message = try HTTPMessageParser.response(record.block, limit: Self.maximumBody)
    } catch {
      switch error {
      case .malformed: skip("it is no HTTP response")
      case .encoding(let name): skip("its content encoding \(name) cannot be decompressed")
      case .tooLarge: skip("it is larger than \(Self.maximumBody) bytes")
      }
      return
    }
    switch message.status {
    case 200...299:
      let response = HTTPResponse(status: message.status, headers: message.headers, body: message.body)
      keep(PageRecord(response, digest: try store.store(message.body), fetched: date), of: record, at: address)
    case 301, 302, 303, 307, 308:
      if let target = message.header("location").flatMap({ WebAddress($0, relativeTo: address) }) {
        found[address] = (date, .redirect(to: target))
      }
    case 400...499: found[address] = (date, .status(message.status))
    default: break
    }
  }

  private mutating func keep(_ page: PageRecord, of record: WARCRecord, at address: WebAddress) {
    found[address] = (page.fetched, .page(page))
    if let digest = record.header("warc-payload-digest") { payloads[digest] = page }
  }

  private mutating func skip(_ reason: String) { leftOut[reason, default: 0] += 1 }

  /// A date of an archive in whole seconds: `2026-11-24T05:52:23.123Z` loses its fraction.
  static func timestamp(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
    let shape = Array("0000-00-00T00:00:00".utf8)
    let matches = zip(bytes, shape).allSatisfy { byte, part in
      part == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == part
    }
    return matches ? String(decoding: bytes.prefix(19), as: UTF8.self) + "Z" : nil
  }
}
