internal import Extraction

/// A message, or a part of one, with its header read and its content still encoded (RFC 2045, RFC 2046).
struct MailPart {
  let header: MailHeader
  let body: ArraySlice<UInt8>
  /// "text/plain" where the header says nothing.
  let type: String
  let parameters: [String: String]

  /// - Parameter defaultType: what a part is that does not say; messages, inside a digest.
  init(_ bytes: ArraySlice<UInt8>, defaultType: String = "text/plain") {
    var start = bytes.startIndex
    header = MailHeader(bytes, bodyStart: &start)
    body = bytes[start...]
    let content = header.structured("content-type")
    let type = content?.value ?? ""
    self.type = type.contains("/") ? type : defaultType
    parameters = content?.parameters ?? [:]
  }

  var disposition: String { header.structured("content-disposition")?.value ?? "" }

  var fileName: String? {
    let name = header.structured("content-disposition")?.parameters["filename"] ?? parameters["name"]
    guard let name = name?.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last, !name.isEmpty else { return nil }
    return String(name.prefix(200))
  }

  /// The content with its transfer encoding undone.
  var content: [UInt8] {
    switch header.structured("content-transfer-encoding")?.value {
    case "base64": TransferEncoding.base64(body)
    case "quoted-printable": TransferEncoding.quotedPrintable(body)
    default: Array(body)
    }
  }

  /// The content as text.
  var text: String? {
    let bytes = content
    if let charset = parameters["charset"], let decoded = DecodedText(decoding: bytes, charset: charset) {
      return decoded.text
    }
    return DecodedText(decoding: bytes)?.text
  }

  /// The parts of a multipart body; empty when there is no boundary.
  func parts(limit: Int) -> [MailPart] {
    guard let boundary = parameters["boundary"], !boundary.isEmpty else { return [] }
    let mark = Array("--".utf8) + Array(boundary.utf8)
    var parts: [MailPart] = []
    var start: Int?
    var index = body.startIndex
    let inner = type == "multipart/digest" ? "message/rfc822" : "text/plain"
    while index < body.endIndex, parts.count < limit {
      let end = body[index...].firstIndex(of: 0x0A) ?? body.endIndex
      let line = body[index..<end]
      if line.starts(with: mark), Self.isEnd(line.dropFirst(mark.count)) {
        if let start {
          // The line break before a boundary belongs to the boundary.
          var last = index
          if last > start, body[last - 1] == 0x0A { last -= 1 }
          if last > start, body[last - 1] == 0x0D { last -= 1 }
          parts.append(MailPart(body[start..<last], defaultType: inner))
        }
        start = min(end + 1, body.endIndex)
        if line.dropFirst(mark.count).starts(with: [0x2D, 0x2D]) { return parts }
      }
      index = min(end + 1, body.endIndex)
      if end == body.endIndex { break }
    }
    // A message that was cut has no last boundary.
    if let start, start < body.endIndex, parts.count < limit {
      parts.append(MailPart(body[start...], defaultType: inner))
    }
    return parts
  }

  private static func isEnd(_ rest: ArraySlice<UInt8>) -> Bool {
    let tail = rest.starts(with: [0x2D, 0x2D]) ? rest.dropFirst(2) : rest
    return tail.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }
}
