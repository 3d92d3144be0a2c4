package import Storage

/// Reads the records of a WARC file, one at a time: plain, or gzip with one member a record or with any other cut.
package struct WARCReader {
  /// Why a file cannot be read further.
  package enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
    case notAnArchive
    case damaged(offset: Int, detail: String)

    package var description: String {
      switch self {
      case .notAnArchive: "it is no WARC file"
      case .damaged(let offset, let detail): "it is damaged at byte \(offset): \(detail)"
      }
    }
  }

  /// Bytes of one record at most.
  static let maximumRecord = 1 << 30
  private static let maximumHeader = 1 << 20

  private let file: MappedBytes
  private let isCompressed: Bool
  /// Bytes of the file that were taken into `buffer`.
  private var offset = 0
  private var buffer: [UInt8] = []
  /// Where in `buffer` the next record starts.
  private var position = 0

  package init(_ file: MappedBytes) throws(Problem) {
    self.file = file
    let start = file.array(0..<8)
    isCompressed = Gzip.isGzip(start)
    guard isCompressed || start.starts(with: Array("WARC/".utf8)) else { throw .notAnArchive }
  }

  /// The next record; `nil` at the end.
  package mutating func next() throws(Problem) -> WARCRecord? {
    var isStart = false
    while !isStart {
      guard try fill(position + 1) else { return nil }
      // Blank lines stand between records.
      isStart = buffer[position] != 0x0D && buffer[position] != 0x0A
      if !isStart { position += 1 }
    }
    var lines: [String] = []
    while true {
      let line = try line()
      if line.isEmpty { break }
      lines.append(line)
    }
    guard lines.first?.hasPrefix("WARC/") ?? false else {
      throw offset == 0 ? .notAnArchive : damaged("a record does not start with its version")
    }
    let headers = HTTPMessageParser.fields(lines.dropFirst())
    guard let length = headers.first(where: { $0.name == "content-length" }).flatMap({ Int($0.value) }),
      (0...Self.maximumRecord).contains(length)
    else { throw damaged("a record has no length") }
    guard try fill(position + length) else { throw damaged("it breaks off in a record") }
    let block = Array(buffer[position..<(position + length)])
    position += length
    return WARCRecord(headers: headers, block: block)
  }

  private func damaged(_ detail: String) -> Problem { .damaged(offset: offset, detail: detail) }

  private mutating func line() throws(Problem) -> String {
    var end = position
    while true {
      guard end - position < Self.maximumHeader, try fill(end + 1) else { throw damaged("a header has no end") }
      if buffer[end] == 0x0A { break }
      end += 1
    }
    let line = buffer[position..<end]
    position = end + 1
    return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
  }

  /// Takes more of the file until `buffer` has `count` bytes; false when it ends before.
  private mutating func fill(_ count: Int) throws(Problem) -> Bool {
    guard count > buffer.count else { return true }
    if position > 1 << 16 {
      buffer.removeFirst(position)
      let missing = count - position
      position = 0
      return try fill(missing)
    }
    while buffer.count < count {
      guard offset < file.count else { return false }
      if isCompressed {
        do throws(DecompressionError) {
          guard let member = try Gzip.member(file, at: offset, limit: Self.maximumRecord) else {
            throw DecompressionError.damaged
          }
          buffer += member.content
          offset += member.length
        } catch {
          throw damaged("\(error)")
        }
      } else {
        let piece = file.array(offset..<min(offset + 1 << 18, file.count))
        buffer += piece
        offset += piece.count
      }
    }
    return true
  }
}
