internal import Storage

/// The lines of a JSONL file that are not blank.
struct JSONLines {
  private let bytes: MappedBytes

  init(_ bytes: MappedBytes) { self.bytes = bytes }

  /// - Complexity: O(bytes).
  var count: Int {
    var count = 0
    visitRanges { _, _ in count += 1 }
    return count
  }

  /// Calls `body` with the number, from 1, and the bytes of every line that is not blank, without its line feed.
  func visit(_ body: (Int, [UInt8]) throws -> Void) rethrows {
    try visitRanges { try body($0, bytes.array($1)) }
  }

  private func visitRanges(_ body: (Int, Range<Int>) throws -> Void) rethrows {
    var number = 1
    var start = 0
    var isBlank = true
    for index in 0..<bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\n") {
        if !isBlank { try body(number, start..<index) }
        number += 1
        start = index + 1
        isBlank = true
      } else if byte > 0x20 {
        isBlank = false
      }
    }
    if !isBlank { try body(number, start..<bytes.count) }
  }
}
