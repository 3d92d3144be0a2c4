internal import Extraction

/// The header of a message or of one of its parts (RFC 5322, RFC 2045).
struct MailHeader {
  private var fields: [(name: String, value: [UInt8])] = []

  /// Reads the header at the start of `bytes` and finds where the body begins.
  init(_ bytes: ArraySlice<UInt8>, bodyStart: inout Int) {
    var index = bytes.startIndex
    bodyStart = bytes.endIndex
    while index < bytes.endIndex {
      let end = bytes[index...].firstIndex(of: 0x0A) ?? bytes.endIndex
      var line = bytes[index..<end]
      if line.last == 0x0D { line = line.dropLast() }
      let next = min(end + 1, bytes.endIndex)
      if line.isEmpty {
        bodyStart = next
        return
      }
      if line.first == 0x20 || line.first == 0x09 {
        // A field goes on in lines that begin with white space.
        if let last = fields.indices.last, fields[last].value.count < 1 << 16 {
          fields[last].value.append(0x20)
          fields[last].value += line.drop { $0 == 0x20 || $0 == 0x09 }
        }
      } else if let colon = line.firstIndex(of: 0x3A), colon > line.startIndex,
        line[..<colon].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
      {
        if fields.count < 10_000 {
          let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
          fields.append((String(decoding: line[..<colon], as: UTF8.self).lowercased(), Array(value)))
        }
      } else if fields.isEmpty, line.starts(with: Array("From ".utf8)) || line.starts(with: Array(">From ".utf8)) {
        // The line that parts messages in a mailbox.
      } else {
        // No field: the body has begun without the blank line before it.
        bodyStart = index
        return
      }
      index = next
    }
  }

  var isEmpty: Bool { fields.isEmpty }

  /// The first field of this name (lower case), decoded.
  func text(_ name: String) -> String? {
    guard let field = fields.first(where: { $0.name == name }) else { return nil }
    let text = EncodedWords.decode(field.value)
    return text.isEmpty ? nil : text
  }

  /// The value of a structured field and its parameters, names in lower case: "text/plain", "charset" → "utf-8".
  func structured(_ name: String) -> (value: String, parameters: [String: String])? {
    guard let field = fields.first(where: { $0.name == name }) else { return nil }
    return MailParameters.parse(field.value)
  }
}

/// Words in other charsets inside a header: `=?utf-8?B?…?=` (RFC 2047).
enum EncodedWords {
  static func decode(_ bytes: [UInt8]) -> String {
    var result = ""
    var rest = bytes[...]
    var lastWasWord = false
    while let mark = find([0x3D, 0x3F], in: rest) {
      let before = rest[..<mark]
      guard let (text, end) = word(rest[mark...]) else {
        result += plain(rest[...(mark + 1)])
        rest = rest[(mark + 2)...]
        lastWasWord = false
        continue
      }
      // White space between two encoded words is not part of the text.
      if !lastWasWord || before.contains(where: { $0 > 0x20 }) { result += plain(before) }
      result += text
      rest = rest[end...]
      lastWasWord = true
    }
    return result + plain(rest)
  }

  private static func plain(_ bytes: ArraySlice<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return DecodedText(decoding: Array(bytes))?.text ?? String(decoding: bytes, as: UTF8.self)
  }

  private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    var rest = bytes
    while let index = rest.firstIndex(of: pattern[0]) {
      if rest[index...].starts(with: pattern) { return index }
      rest = rest[(index + 1)...]
    }
    return nil
  }

  /// The encoded word at the start of `bytes` and where it ends.
  private static func word(_ bytes: ArraySlice<UInt8>) -> (text: String, end: Int)? {
    let content = bytes.dropFirst(2)
    guard let first = content.firstIndex(of: 0x3F), first - content.startIndex <= 40,
      let second = content[(first + 1)...].firstIndex(of: 0x3F), second == first + 2,
      let end = find([0x3F, 0x3D], in: content[(second + 1)...]), end - second < 10_000
    else { return nil }
    // RFC 2231 adds a language behind an asterisk.
    let charset = String(decoding: content[..<first].prefix { $0 != 0x2A }, as: UTF8.self)
    let encoded = content[(second + 1)..<end]
    let bytes: [UInt8]
    switch content[first + 1] | 0x20 {
    case UInt8(ascii: "b"): bytes = TransferEncoding.base64(encoded)
    case UInt8(ascii: "q"): bytes = TransferEncoding.quotedPrintable(encoded.map { $0 == 0x5F ? 0x20 : $0 }[...])
    default: return nil
    }
    let text = DecodedText(decoding: bytes, charset: charset) ?? DecodedText(decoding: bytes)
    return (text?.text ?? String(decoding: bytes, as: UTF8.self), end + 2)
  }
}

/// The parameters of a structured field (RFC 2045; RFC 2231 for charsets and values in pieces).
enum MailParameters {
  static func parse(_ bytes: [UInt8]) -> (value: String, parameters: [String: String]) {
    var parts = split(bytes)
    let value = String(decoding: parts.removeFirst(), as: UTF8.self).lowercased().filter { !$0.isWhitespace }
    var parameters: [String: String] = [:]
    var pieces: [String: [(index: Int, value: [UInt8], isEncoded: Bool)]] = [:]
    for part in parts.prefix(1_000) {
      guard let equals = part.firstIndex(of: 0x3D) else { continue }
      var name = String(decoding: part[..<equals].filter { $0 > 0x20 }, as: UTF8.self).lowercased()
      let content = unquoted(part[(equals + 1)...])
      let isEncoded = name.hasSuffix("*")
      if isEncoded { name.removeLast() }
      let pair = name.split(separator: "*", maxSplits: 1)
      if pair.count == 2, let index = Int(pair[1]) {
        pieces[String(pair[0]), default: []].append((index, content, isEncoded))
      } else if isEncoded {
        parameters[name] = extended(content)
      } else if parameters[name] == nil {
        parameters[name] = EncodedWords.decode(content)
      }
    }
    for (name, list) in pieces {
      let sorted = list.sorted { $0.index < $1.index }
      let joined = sorted.flatMap(\.value)
      parameters[name] = sorted.first?.isEncoded ?? false ? extended(joined) : EncodedWords.decode(joined)
    }
    return (value, parameters)
  }

  /// The parts between semicolons that are not quoted; never empty.
  private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = 0
    var isQuoted = false
    for (index, byte) in bytes.enumerated() {
      if byte == 0x22 { isQuoted.toggle() }
      if byte == 0x3B, !isQuoted {
        parts.append(bytes[start..<index])
        start = index + 1
      }
    }
    return parts + [bytes[start...]]
  }

  private static func unquoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var trimmed = bytes.drop { $0 <= 0x20 }
    while let last = trimmed.last, last <= 0x20 { trimmed = trimmed.dropLast() }
    guard trimmed.count >= 2, trimmed.first == 0x22, trimmed.last == 0x22 else { return Array(trimmed) }
    var result: [UInt8] = []
    var isEscaped = false
    for byte in trimmed.dropFirst().dropLast() {
      if byte == 0x5C, !isEscaped {
        isEscaped = true
      } else {
        result.append(byte)
        isEscaped = false
      }
    }
    return result
  }

  /// `charset'language'percent-encoded`.
  private static func extended(_ bytes: [UInt8]) -> String {
    let parts = bytes.split(separator: 0x27, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return String(decoding: bytes, as: UTF8.self) }
    let decoded = TransferEncoding.percent(parts[2])
    let charset = String(decoding: parts[0], as: UTF8.self)
    return DecodedText(decoding: decoded, charset: charset.isEmpty ? "UTF-8" : charset)?.text
      ?? String(decoding: decoded, as: UTF8.self)
  }
}
