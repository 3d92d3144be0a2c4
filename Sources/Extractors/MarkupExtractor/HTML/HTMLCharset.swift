internal import CLibXML2
internal import Common
internal import Extraction

/// The charset of a page: by its byte order mark, as UTF-8, by what its `meta` element says, else by a guess.
enum HTMLCharset {
  /// Browsers look this far for a `meta` element with a charset. Bytes; they read 1024, pages need more.
  private static let prefixBytes = 4_096

  /// The page in UTF-8 and what the user should know about how it was read; `nil` when the bytes are no text.
  static func decode(_ bytes: [UInt8]) -> (utf8: [UInt8], diagnostics: [Diagnostic])? {
    if isPlainUTF8(bytes) { return (bytes, []) }
    if !bytes.contains(0), String(validating: bytes, as: UTF8.self) == nil,
      let name = declared(in: bytes.prefix(prefixBytes)), let utf8 = convert(bytes, from: name)
    {
      return (utf8, [])
    }
    guard let decoded = DecodedText(decoding: bytes) else { return nil }
    return (Array(decoded.text.utf8), decoded.diagnostics)
  }

  /// Whether the bytes are UTF-8 and nothing in them can mean another charset: no mark, no zero, no escape (ISO-2022, HZ).
  private static func isPlainUTF8(_ bytes: [UInt8]) -> Bool {
    guard bytes.first != 0xEF, !bytes.contains(0), !bytes.contains(0x1B) else { return false }
    var search = bytes.startIndex
    while let tilde = bytes[search...].firstIndex(of: UInt8(ascii: "~")) {
      search = tilde + 1
      if search < bytes.count, bytes[search] == UInt8(ascii: "{") { return false }
    }
    return (try? UTF8Span(validating: bytes.span)) != nil
  }

  /// The first `charset=name`, as the charset that browsers take it for.
  private static func declared(in bytes: ArraySlice<UInt8>) -> String? {
    let mark = Array("charset".utf8)
    let text = bytes.map(ASCII.lower)
    var index = 0
    while index + mark.count < text.count {
      guard text[index] == mark[0], text[index...].starts(with: mark) else {
        index += 1
        continue
      }
      index += mark.count
      while index < text.count, ASCII.isSpace(text[index]) { index += 1 }
      guard index < text.count, text[index] == UInt8(ascii: "=") else { continue }
      let rest = text[(index + 1)...].drop { ASCII.isSpace($0) || $0 == 0x22 || $0 == 0x27 }
      let name = rest.prefix { ASCII.isAlphanumeric($0) || [0x2D, 0x2E, 0x3A, 0x5F].contains($0) }
      return name.isEmpty ? nil : superset(of: String(decoding: name.prefix(64), as: UTF8.self))
    }
    return nil
  }

  private static func superset(of name: String) -> String? {
    switch name {
    case "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be": nil
    case "iso-8859-1", "latin1", "iso8859-1", "us-ascii", "ascii", "cp1252": "WINDOWS-1252"
    case "iso-8859-9": "WINDOWS-1254"
    case "gb2312", "gbk", "x-gbk": "GB18030"
    case "shift_jis", "shift-jis", "x-sjis", "sjis": "CP932"
    case "euc-kr", "ks_c_5601-1987": "UHC"
    case "big5": "BIG5-HKSCS"
    default: name
    }
  }

  /// `nil` when the charset is unknown or the bytes are not in it.
  private static func convert(_ bytes: [UInt8], from name: String) -> [UInt8]? {
    guard let count = Int32(exactly: bytes.count), let handler = unsafe xmlFindCharEncodingHandler(name),
      let input = unsafe xmlBufferCreateSize(bytes.count + 1), let output = unsafe xmlBufferCreate()
    else { return nil }
    defer {
      unsafe xmlCharEncCloseFunc(handler)
      unsafe xmlBufferFree(input)
      unsafe xmlBufferFree(output)
    }
    guard unsafe xmlBufferAdd(input, bytes, count) == 0 else { return nil }
    var result: Int32 = 1
    while unsafe xmlBufferLength(input) > 0 {
      let left = unsafe xmlBufferLength(input)
      result = unsafe xmlCharEncInFunc(handler, output, input)
      guard unsafe result >= -1 && xmlBufferLength(input) < left else { return nil }
    }
    guard let start = unsafe xmlBufferContent(output) else { return nil }
    return unsafe Array(UnsafeBufferPointer(start: start, count: Int(xmlBufferLength(output))))
  }
}
