internal import Common
internal import Storage

/// Collects the strings of a bundle in a spool; equal ones that lie near each other are stored once.
///
/// Byte 0 is a zero: the empty string and the empty list. A table holds 0 where a string is absent.
struct StringPool {
  /// At this many remembered strings all are forgotten: memory is bounded, and the bytes stay a function of the input.
  private static let memory = 1 << 16

  private let spool: SpoolFile
  private var places: [[UInt8]: UInt64] = [:]

  init(spool: SpoolFile) throws(SystemError) {
    self.spool = spool
    try spool.append([0])
  }

  func mapped() throws(SystemError) -> MappedBytes { try spool.mapped() }

  /// The place of `text`, 0 for none. An empty string is none.
  mutating func place(of text: String?) throws(SystemError) -> UInt64 {
    guard let text, !text.isEmpty else { return 0 }
    var writer = ByteWriter()
    writer.append(string: text)
    return try place(of: writer.bytes)
  }

  mutating func place(of list: [String]) throws(SystemError) -> UInt64 {
    guard !list.isEmpty else { return 0 }
    var writer = ByteWriter()
    writer.appendVariable(list.count)
    for text in list { writer.append(string: text) }
    return try place(of: writer.bytes)
  }

  private mutating func place(of bytes: [UInt8]) throws(SystemError) -> UInt64 {
    if let place = places[bytes] { return place }
    if places.count == Self.memory { places.removeAll(keepingCapacity: true) }
    let place = UInt64(spool.count)
    try spool.append(bytes)
    // Long strings are rarely equal, and remembering them would cost more than they could save.
    if bytes.count <= 1024 { places[bytes] = place }
    return place
  }
}
