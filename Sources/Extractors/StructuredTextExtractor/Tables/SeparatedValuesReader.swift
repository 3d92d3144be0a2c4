internal import Extraction

/// Reads rows of values between separators (RFC 4180 and what spreadsheets make of it).
///
/// The separator is the one that parts the first records most evenly; a first line `sep=;` decides it. A value may be
/// quoted and then hold separators, line breaks and doubled quotes.
struct SeparatedValuesReader {
  let format: DocumentFormat
  let limit: Int

  private static let candidates: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]
  /// What the choice looks at.
  private static let sampleRecords = 100
  private static let sampleBytes = 1 << 18

  func read(_ text: [UInt8]) throws(ExtractionFailure) -> RawDocument {
    var body = text[...]
    var separator: UInt8?
    if body.starts(with: Array("sep=".utf8)), body.count > 5, let end = body.firstIndex(of: 0x0A), end - 5 <= 1 {
      separator = body[4]
      body = body[(end + 1)...]
    }
    let chosen = separator ?? self.separator(of: body)
    var records = SeparatedRecords(body, separator: chosen)
    var lines: [TableLine] = []
    var number = 0
    var bytes = 0
    while let record = records.next(), bytes <= limit {
      number += 1
      var cells: [TableCell] = []
      for (column, value) in record.enumerated() {
        if let cell = TableCell(column: column, text: value) { cells.append(cell) }
        bytes += value.utf8.count
      }
      if !cells.isEmpty { lines.append(TableLine(number: number, cells: cells)) }
    }
    guard bytes <= limit else { throw .tooLarge(what: "the text", limit: limit) }
    return RawDocument(blocks: TableBlocks.blocks(of: lines, limit: limit).blocks)
  }

  private func separator(of text: ArraySlice<UInt8>) -> UInt8 {
    var best: (separator: UInt8, score: Int) = (format == .tsv ? 0x09 : 0x2C, 0)
    let order = format == .tsv ? [0x09] + Self.candidates.filter { $0 != 0x09 } : Self.candidates
    for candidate in order {
      var records = SeparatedRecords(text.prefix(Self.sampleBytes), separator: candidate)
      var counts: [Int: Int] = [:]
      var total = 0
      while total < Self.sampleRecords, let record = records.next() {
        if record.count == 1, record[0].isEmpty { continue }
        counts[record.count, default: 0] += 1
        total += 1
      }
      // The share of records that have the usual number of values, in thousandths; more columns decide between equals.
      let usual = counts.filter { $0.key > 1 }.max { ($0.value, $0.key) < ($1.value, $1.key) }
      guard let usual, total > 0 else { continue }
      let score = usual.value * 1_000 / total * 100 + min(usual.key, 99)
      if score > best.score { best = (candidate, score) }
    }
    return best.separator
  }
}

/// The records of separated values, one at a time.
struct SeparatedRecords {
  private let text: ArraySlice<UInt8>
  private let separator: UInt8
  private var index: Int

  init(_ text: ArraySlice<UInt8>, separator: UInt8) {
    self.text = text
    self.separator = separator
    index = text.startIndex
  }

  /// The values of the next record; `nil` after the last.
  mutating func next() -> [String]? {
    guard index < text.endIndex else { return nil }
    var values: [String] = []
    while true {
      values.append(value())
      guard index < text.endIndex else { return values }
      let byte = text[index]
      index += 1
      if byte == separator { continue }
      if byte == 0x0D, index < text.endIndex, text[index] == 0x0A { index += 1 }
      return values
    }
  }

  /// The value that starts here; afterwards `index` is at what ends it.
  private mutating func value() -> String {
    var start = index
    // Some programs put a space after the separator.
    while start < text.endIndex, text[start] == 0x20 { start += 1 }
    guard start < text.endIndex, text[start] == 0x22, let closing = closingQuote(from: start + 1) else {
      return unquoted()
    }
    index = closing + 1
    let content = text[(start + 1)..<closing]
    // What stands between the closing quote and the separator belongs to nobody and is kept.
    let rest = unquoted()
    let value = content.contains(0x22) ? Self.undoubled(content) : Array(content)
    return String(decoding: value, as: UTF8.self) + rest
  }

  private mutating func unquoted() -> String {
    let start = index
    while index < text.endIndex, text[index] != separator, text[index] != 0x0A, text[index] != 0x0D { index += 1 }
    var end = index
    var first = start
    while first < end, text[first] == 0x20 { first += 1 }
    while end > first, text[end - 1] == 0x20 { end -= 1 }
    return String(decoding: text[first..<end], as: UTF8.self)
  }

  /// The quote that ends a value: one that is not doubled and stands before a separator or the end of a line. A quote
  /// that is never closed is an ordinary character.
  private func closingQuote(from start: Int) -> Int? {
    var position = start
    while position < text.endIndex {
      guard text[position] == 0x22 else {
        position += 1
        continue
      }
      if position + 1 < text.endIndex, text[position + 1] == 0x22 {
        position += 2
        continue
      }
      return position
    }
    return nil
  }

  private static func undoubled(_ content: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(content.count)
    var isSecond = false
    for byte in content {
      isSecond = byte == 0x22 && !isSecond
      if byte != 0x22 || isSecond { result.append(byte) }
    }
    return result
  }
}
