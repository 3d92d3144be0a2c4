internal import CUchardet
internal import Glibc

/// Guesses charsets (uchardet) and converts from them (iconv): the only place that calls either.
enum CharsetConverter {
  /// The most that the guess looks at, in bytes.
  static let sampleBytes = 1 << 20

  /// The charset that `bytes` seem to be in, by the name that iconv knows; `nil` when there is no telling.
  static func guess(_ bytes: ArraySlice<UInt8>) -> String? {
    guard let detector = unsafe uchardet_new() else { return nil }
    defer { unsafe uchardet_delete(detector) }
    let sample = bytes.prefix(sampleBytes)
    let failed = unsafe sample.withUnsafeBytes { buffer in
      unsafe uchardet_handle_data(detector, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    guard failed == 0 else { return nil }
    unsafe uchardet_data_end(detector)
    guard let name = unsafe uchardet_get_charset(detector) else { return nil }
    let charset = unsafe String(cString: name)
    return charset.isEmpty ? nil : superset(of: charset)
  }

  /// The charset that programs really write when they say `charset`: a superset of it, so that nothing gets lost.
  static func superset(of charset: String) -> String {
    switch charset.uppercased() {
    case "SHIFT_JIS": "CP932"
    case "EUC-KR", "KS_C_5601-1987": "UHC"
    case "GB2312", "GBK", "HZ-GB-2312": "GB18030"
    case "BIG5": "BIG5-HKSCS"
    case "ISO-8859-1", "ASCII": "WINDOWS-1252"
    case "ISO-8859-9": "WINDOWS-1254"
    case "TIS-620", "ISO-8859-11": "CP874"
    case let name: name
    }
  }

  /// The name that iconv knows for a charset that a server names; `nil` for UTF-8 and for all that is not of the web, so
  /// that a stranger cannot choose among everything that the system converts.
  static func webCharset(_ label: String) -> String? {
    var name = label.uppercased()
    if ["LATIN1", "LATIN-1", "US-ASCII", "CP1252", "L1"].contains(name) { name = "ISO-8859-1" }
    if ["X-SJIS", "SJIS", "SHIFT-JIS", "MS_KANJI", "WINDOWS-31J"].contains(name) { name = "SHIFT_JIS" }
    if ["X-GBK", "CHINESE", "GB_2312-80"].contains(name) { name = "GBK" }
    if ["KOI8", "KOI"].contains(name) { name = "KOI8-R" }
    if name.hasPrefix("ISO8859-") { name = "ISO-8859-" + name.dropFirst(8) }
    if name.hasPrefix("CP125") { name = "WINDOWS-" + name.dropFirst(2) }
    guard webCharsets.contains(name) else { return nil }
    return superset(of: name)
  }

  private static let webCharsets: Set<String> = {
    var names: Set<String> = [
      "KOI8-R", "KOI8-U", "MACINTOSH", "WINDOWS-874", "TIS-620", "GBK", "GB2312", "GB18030", "BIG5", "BIG5-HKSCS",
      "EUC-JP", "ISO-2022-JP", "SHIFT_JIS", "EUC-KR", "KS_C_5601-1987", "IBM866", "UTF-16", "UTF-16LE", "UTF-16BE",
    ]
    for part in 1...16 where part != 12 { names.insert("ISO-8859-\(part)") }
    for page in 1250...1258 { names.insert("WINDOWS-\(page)") }
    return names
  }()

  /// Whether a charset's ASCII characters are not their own bytes.
  static func isWide(_ charset: String) -> Bool {
    let name = charset.uppercased()
    return ["UTF-16", "UTF16", "UTF-32", "UTF32", "UCS-", "UTF-7", "HZ"].contains { name.hasPrefix($0) }
      || name.hasPrefix("ISO-2022")
  }

  /// `bytes` as UTF-8 and the number of places that could not be converted, each of which is one U+FFFD.
  ///
  /// - Returns: `nil` when the system does not know `charset`.
  static func convert(_ bytes: ArraySlice<UInt8>, from charset: String) -> (text: [UInt8], replaced: Int)? {
    guard let converter = unsafe iconv_open("UTF-8", charset), Int(bitPattern: converter) != -1 else { return nil }
    defer { unsafe _ = iconv_close(converter) }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + bytes.count / 2)
    var replaced = 0
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var input = Array(bytes)
    let total = input.count
    unsafe input.withUnsafeMutableBytes { source in
      unsafe piece.withUnsafeMutableBytes { target in
        var next = unsafe source.baseAddress?.assumingMemoryBound(to: CChar.self)
        var left = total
        while left > 0 {
          var end = unsafe target.baseAddress?.assumingMemoryBound(to: CChar.self)
          var room = target.count
          let result = unsafe iconv(converter, &next, &left, &end, &room)
          let code = errno
          unsafe output.append(contentsOf: target.prefix(target.count - room))
          guard result == Int(bitPattern: UInt.max), left > 0 else { break }
          if code == E2BIG { continue }
          // One byte that means nothing, or a character cut at the end: one mark for it, and on with the next byte.
          output.append(contentsOf: [0xEF, 0xBF, 0xBD])
          replaced += 1
          unsafe next = next.map { unsafe $0 + 1 }
          left -= 1
        }
      }
    }
    return (output, replaced)
  }
}
