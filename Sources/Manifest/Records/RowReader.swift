internal import Common

/// Rows of RFC 4180: fields between delimiters, in double quotes where they hold delimiters, quotes or line breaks.
struct RowReader {
  struct Row {
    /// Where the row starts, from 1.
    var line: Int
    var fields: [[UInt8]]
    var problem: Problem?
  }

  enum Problem: Equatable {
    /// Bytes behind a closing quote.
    case textBehindQuote(line: Int)
    /// The quote that opens on this line does not close.
    case openQuote(line: Int)
    case tooLong
  }

  private let delimiter: UInt8
  /// Bytes of one row at most.
  private let limit: Int

  init(delimiter: UInt8, limit: Int) {
    self.delimiter = delimiter
    self.limit = limit
  }

  /// The next row that is not blank; `nil` at the end. A row with a problem has been passed over up to its end or,
  /// where it is too long, up to the next line break.
  func next(_ input: inout ByteWindow) -> Row? {
    while let first = input.peek() {
      if first == 10 || first == 13 {
        _ = input.next()
        continue
      }
      return row(&input)
    }
    return nil
  }

  private func row(_ input: inout ByteWindow) -> Row {
    var row = Row(line: input.line, fields: [], problem: nil)
    var field: [UInt8] = []
    var count = 0
    // The line of the quote that is open.
    var quote: Int?
    var isClosed = false
    while let byte = input.next() {
      count += 1
      if count > limit {
        row.problem = quote.map { .openQuote(line: $0) } ?? .tooLong
        if byte != 10 {
          while let skipped = input.next(), skipped != 10 {}
        }
        return row
      }
      if quote != nil {
        if byte != UInt8(ascii: "\"") {
          field.append(byte)
        } else if input.peek() == UInt8(ascii: "\"") {
          _ = input.next()
          field.append(byte)
        } else {
          quote = nil
          isClosed = true
        }
      } else if byte == delimiter {
        row.fields.append(field)
        field = []
        isClosed = false
      } else if byte == 10 {
        break
      } else if byte == 13, input.peek() == 10 || input.peek() == nil {
        continue
      } else if byte == UInt8(ascii: "\""), field.isEmpty, !isClosed {
        quote = input.line
      } else {
        if isClosed, row.problem == nil { row.problem = .textBehindQuote(line: input.line) }
        field.append(byte)
      }
    }
    if let quote { row.problem = .openQuote(line: quote) }
    row.fields.append(field)
    return row
  }
}
