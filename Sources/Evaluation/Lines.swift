/// The lines of a text with their numbers from 1; line ends are LF or CR LF, and lines of white space are left out.
func numberedLines(of utf8: [UInt8]) -> [(number: Int, bytes: ArraySlice<UInt8>)] {
  var lines: [(number: Int, bytes: ArraySlice<UInt8>)] = []
  for (index, line) in utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
    let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    if line.contains(where: { !isSpace($0) }) { lines.append((index + 1, line)) }
  }
  return lines
}

/// The fields of a line that white space separates.
func fields(of line: ArraySlice<UInt8>) -> [String] {
  line.split(whereSeparator: isSpace).map { String(decoding: $0, as: UTF8.self) }
}

func isSpace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
}
