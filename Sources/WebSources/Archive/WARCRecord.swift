internal import Common

/// One record of a WARC file (ISO 28500:2017, WARC 1.1).
package struct WARCRecord: Equatable, Sendable {
  /// In order; names in lower case when the record was read.
  package var headers: [HeaderField]
  /// The block: for a response, an HTTP message.
  package var block: [UInt8]

  package init(headers: [HeaderField], block: [UInt8]) {
    self.headers = headers
    self.block = block
  }

  package func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

  /// `response`, `revisit`, `warcinfo`.
  package var type: String { header("warc-type")?.lowercased() ?? "" }

  /// The record as it stands in an uncompressed file.
  package var bytes: [UInt8] {
    var text = "WARC/1.1\r\n"
    for header in headers { text += "\(header.name): \(header.value)\r\n" }
    text += "Content-Length: \(block.count)\r\n\r\n"
    return Array(text.utf8) + block + Array("\r\n\r\n".utf8)
  }

  /// A record of ours: its identifier is made from what it holds, so that the same pages give the same file.
  package static func make(
    type: String, date: String, target: String? = nil, contentType: String, extra: [HeaderField] = [], block: [UInt8]
  ) -> WARCRecord {
    let identity = Array("\(type)\n\(date)\n\(target ?? "")\n".utf8) + block
    var headers = [
      HeaderField("WARC-Type", type), HeaderField("WARC-Record-ID", "<urn:uuid:\(uuid(Digest(hashing: identity)))>"),
      HeaderField("WARC-Date", date),
    ]
    if let target { headers.append(HeaderField("WARC-Target-URI", target)) }
    headers += extra
    headers.append(HeaderField("WARC-Block-Digest", "sha256:" + Digest(hashing: block).hex))
    headers.append(HeaderField("Content-Type", contentType))
    return WARCRecord(headers: headers, block: block)
  }

  /// A UUID of version 8 (RFC 9562, §5.8) from a digest.
  private static func uuid(_ digest: Digest) -> String {
    var bytes = Array(digest.bytes.prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      let digits = String(byte, radix: 16)
      text += digits.utf8.count == 1 ? "0" + digits : digits
    }
    return text
  }
}
