import Common

/// The bytes of a YAML file made fit for the parser: UTF-8 without a byte order mark and without control characters.
///
/// What had to be replaced is reported, line by line, so that one bad byte does not hide the other problems of the
/// file.
struct YAMLText {
  private(set) var bytes: [UInt8]
  private(set) var diagnostics: [Diagnostic] = []

  /// Problems of one kind that are listed one by one.
  private static let listed = 10

  init(_ input: [UInt8], file: String) {
    bytes = []
    var input = input[...]
    if input.starts(with: [0xEF, 0xBB, 0xBF]) { input = input.dropFirst(3) }
    if input.starts(with: [0xFF, 0xFE]) || input.starts(with: [0xFE, 0xFF]) {
      diagnostics.append(
        Diagnostic(
          .error, "not-utf-8", at: SourceLocation(file: file), "the file is in UTF-16",
          remedy: "save it in UTF-8"))
      return
    }
    bytes.reserveCapacity(input.count)
    var line = 1
    var column = 1
    var badLines = 0
    var controls = 0
    var lastBadLine = 0
    var index = input.startIndex
    while index < input.endIndex {
      let byte = input[index]
      let length = Self.scalarLength(in: input, at: index)
      if length == 0 {
        if line != lastBadLine {
          lastBadLine = line
          badLines += 1
          if badLines <= Self.listed {
            diagnostics.append(
              Diagnostic(
                .error, "not-utf-8", at: SourceLocation(file: file, line: line, column: column),
                "the byte 0x\(Self.hex(byte)) is not UTF-8", remedy: "save the file in UTF-8"))
          }
        }
        bytes += [0xEF, 0xBF, 0xBD]
        index += 1
        column += 1
        continue
      }
      if Self.isControl(input[index..<(index + length)]) {
        controls += 1
        if controls <= Self.listed {
          let code = String(decoding: input[index..<(index + length)], as: UTF8.self).unicodeScalars.first?.value ?? 0
          let digits = Self.hex(UInt8(code >> 8)) + Self.hex(UInt8(code & 0xFF))
          diagnostics.append(
            Diagnostic(
              .error, "control-character", at: SourceLocation(file: file, line: line, column: column),
              "the control character U+\(digits) is not allowed in YAML",
              remedy: "remove it, or write it as \"\\u\(digits)\" inside double quotes"))
        }
        bytes.append(UInt8(ascii: " "))
      } else {
        bytes += input[index..<(index + length)]
      }
      index += length
      column += 1
      let isCRLF = byte == 13 && index < input.endIndex && input[index] == 10
      if (byte == 10 || byte == 13) && !isCRLF {
        line += 1
        column = 1
      }
    }
    for (count, identifier, noun) in [
      (badLines, "not-utf-8", "lines with bytes that are not UTF-8"),
      (controls, "control-character", "control characters"),
    ] where count > Self.listed {
      diagnostics.append(
        Diagnostic(.error, identifier, at: SourceLocation(file: file), "\(count - Self.listed) more \(noun)"))
    }
  }

  /// Bytes of the scalar that starts at `index`, `1…4`; 0 where no valid scalar starts.
  static func scalarLength(in bytes: ArraySlice<UInt8>, at index: Int) -> Int {
    let first = bytes[index]
    if first < 0x80 { return 1 }
    let length: Int
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return 0
    }
    guard index + length <= bytes.endIndex else { return 0 }
    for offset in 1..<length where bytes[index + offset] & 0xC0 != 0x80 { return 0 }
    // The second byte rules out overlong forms, surrogates and values past U+10FFFF.
    switch (first, bytes[index + 1]) {
    case (0xE0, ..<0xA0), (0xED, 0xA0...), (0xF0, ..<0x90), (0xF4, 0x90...): return 0
    default: return length
    }
  }

  /// YAML 1.2 §5.1: what must not stand in a stream.
  private static func isControl(_ scalar: ArraySlice<UInt8>) -> Bool {
    let first = scalar[scalar.startIndex]
    if scalar.count == 1 { return first < 0x20 && first != 9 && first != 10 && first != 13 || first == 0x7F }
    // U+0080 to U+009F but U+0085, the next-line character; U+FFFE and U+FFFF.
    if first == 0xC2 { return scalar[scalar.startIndex + 1] < 0xA0 && scalar[scalar.startIndex + 1] != 0x85 }
    return first == 0xEF && scalar[scalar.startIndex + 1] == 0xBF && scalar[scalar.startIndex + 2] >= 0xBE
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.utf8.count == 1 ? "0" + digits : digits
  }
}
