internal import Compression

/// Reads the HTTP messages that archives keep (RFC 9112).
enum HTTPMessageParser {
  struct Message {
    var status: Int
    /// Names in lower case.
    var headers: [HeaderField]
    /// Without chunks, decompressed.
    var body: [UInt8]

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  }

  enum Problem: Error {
    case malformed
    case encoding(String)
    case tooLarge
  }

  /// `name: value` lines; a line that starts with white space goes on with the one above.
  static func fields(_ lines: some Sequence<String>) -> [HeaderField] {
    var fields: [HeaderField] = []
    for line in lines {
      if line.first == " " || line.first == "\t", !fields.isEmpty {
        fields[fields.count - 1].value += " " + line.trimmed
      } else if let colon = line.firstIndex(of: ":") {
        let value = String(line[line.index(after: colon)...]).trimmed
        fields.append(HeaderField(String(line[..<colon]).trimmed.lowercased(), value))
      }
    }
    return fields
  }

  /// - Parameter limit: bytes of the body at most.
  static func response(_ bytes: [UInt8], limit: Int) throws(Problem) -> Message {
    var lines: [String] = []
    var rest = bytes[...]
    while true {
      guard let end = rest.firstIndex(of: 0x0A), end - rest.startIndex < 1 << 20 else { throw .malformed }
      var line = rest[..<end]
      rest = rest[(end + 1)...]
      if line.last == 0x0D { line = line.dropLast() }
      if line.isEmpty { break }
      lines.append(String(decoding: line, as: UTF8.self))
    }
    let start = lines.first?.split(separator: " ") ?? []
    guard start.count >= 2, start[0].hasPrefix("HTTP/"), let status = Int(start[1]) else { throw .malformed }
    var message = Message(status: status, headers: fields(lines.dropFirst()), body: Array(rest))
    if message.header("transfer-encoding")?.lowercased().contains("chunked") ?? false,
      let whole = unchunked(message.body)
    {
      // Some archives keep the header and write the body without its chunks.
      message.body = whole
    }
    guard message.body.count <= limit else { throw .tooLarge }
    let encodings = message.header("content-encoding")?.lowercased().split(separator: ",") ?? []
    for encoding in encodings.reversed() {
      message.body = try decoded(message.body, String(encoding).trimmed, limit)
    }
    return message
  }

  private static func decoded(_ body: [UInt8], _ encoding: String, _ limit: Int) throws(Problem) -> [UInt8] {
    do throws(DecompressionError) {
      switch encoding {
      case "identity", "": return body
      // Some archives keep the header and write the body decompressed.
      case "gzip", "x-gzip": return Gzip.isGzip(body) ? try Gzip.decompressed(body, limit: limit) : body
      case "deflate": return try Gzip.inflated(body, limit: limit)
      case "br": return try Brotli.decompressed(body, limit: limit)
      case "zstd": return try unpacked(body, limit)
      default: break
      }
    } catch {
      throw error == .damaged ? .malformed : .tooLarge
    }
    throw .encoding(encoding)
  }

  private static func unpacked(_ body: [UInt8], _ limit: Int) throws(DecompressionError) -> [UInt8] {
    do throws(CompressionError) {
      return try ZstdStream.content(of: body, limit: limit)
    } catch {
      if case .tooLong = error { throw .tooLarge(limit: limit) }
      throw .damaged
    }
  }

  /// RFC 9112, §7.1; `nil` when these are no chunks.
  static func unchunked(_ bytes: [UInt8]) -> [UInt8]? {
    var body: [UInt8] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A) {
      let line = String(decoding: rest[..<end], as: UTF8.self).trimmed
      let digits = line.prefix { $0 != ";" && $0 != " " }
      guard digits.count <= 8, let count = Int(digits, radix: 16), count >= 0 else { return nil }
      rest = rest[(end + 1)...]
      if count == 0 { return body }
      guard rest.count >= count else { return nil }
      body += rest.prefix(count)
      rest = rest.dropFirst(count)
      if rest.first == 0x0D { rest = rest.dropFirst() }
      guard rest.first == 0x0A else { return nil }
      rest = rest.dropFirst()
    }
    return nil
  }
}
