/// One event of a `text/event-stream` body.
package struct ServerSentEvent: Equatable, Sendable {
  /// `message` where the stream names none.
  package var name: String
  package var data: String

  package init(name: String = "message", data: String) {
    self.name = name
    self.data = data
  }
}

/// Cuts a `text/event-stream` body into events, whatever pieces it comes in (WHATWG HTML, §9.2.6).
///
/// Lines end with LF, CR or CRLF; comments, ids and retry times are skipped. An event that the end of the stream cuts short is
/// dropped, as the standard says. A line or an event longer than `limit` bytes is an error, so that a hostile server cannot
/// fill the memory.
package struct ServerSentEventParser: Sendable {
  /// An event that is too long.
  package struct TooLong: Error, Equatable {
    package var limit: Int

    package init(limit: Int) { self.limit = limit }
  }

  private let limit: Int
  private var line: [UInt8] = []
  private var name: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var endedWithCarriageReturn = false
  private var isFirstLine = true

  /// - Parameter limit: bytes of one event at most.
  package init(limit: Int = 4 << 20) { self.limit = limit }

  /// The events that `bytes` complete.
  package mutating func append(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    for byte in bytes {
      if byte == 0x0A, endedWithCarriageReturn {
        endedWithCarriageReturn = false
        continue
      }
      endedWithCarriageReturn = byte == 0x0D
      if byte == 0x0A || byte == 0x0D {
        if let event = endLine() { events.append(event) }
      } else {
        guard line.count + data.count < limit else { throw TooLong(limit: limit) }
        line.append(byte)
      }
    }
    return events
  }

  private mutating func endLine() -> ServerSentEvent? {
    defer { line.removeAll(keepingCapacity: true) }
    if isFirstLine {
      isFirstLine = false
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    }
    guard !line.isEmpty else {
      defer {
        name.removeAll(keepingCapacity: true)
        data.removeAll(keepingCapacity: true)
        hasData = false
      }
      guard hasData else { return nil }
      return ServerSentEvent(
        name: name.isEmpty ? "message" : String(decoding: name, as: UTF8.self),
        data: String(decoding: data, as: UTF8.self))
    }
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    var value = line[colon...].dropFirst()
    if value.first == 0x20 { value = value.dropFirst() }
    switch String(decoding: line[..<colon], as: UTF8.self) {
    case "event": name = Array(value)
    case "data":
      if hasData { data.append(0x0A) }
      data += value
      hasData = true
    default: break
    }
    return nil
  }
}
