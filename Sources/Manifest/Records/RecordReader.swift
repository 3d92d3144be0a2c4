package import Common
internal import Settings
internal import Storage

/// Streams the records of one file.
///
/// A bad record costs itself and a diagnostic; the reader goes on with the next line. Memory is bounded by the longest
/// record that is let through.
package struct RecordReader {
  private let file: RecordFile
  private let limit: Int
  private var input: ByteWindow?
  private var columns: [String]?
  private var tally = DiagnosticTally()
  private var usage: FieldUsage
  private var line: [UInt8] = []
  private var isFinished = false

  /// Bytes of the file.
  package let byteCount: Int
  /// Bytes of the file read so far, for progress.
  package var bytesRead: Int { input?.bytesRead ?? byteCount }

  /// - Parameter limit: bytes of one record at most.
  package init(_ file: RecordFile, limit: Int = 32 << 20) {
    self.file = file
    self.limit = limit
    usage = FieldUsage(file.fields)
    do {
      let mapped = try MappedFile(path: file.item.absolutePath)
      byteCount = mapped.count
      input = ByteWindow(mapped.bytes)
    } catch {
      byteCount = 0
      report(
        "unreadable-file", line: nil, "the file cannot be read (\(error.cause ?? error.message))",
        "check its permissions")
    }
  }

  /// What was wrong so far; complete once `next` has given `nil`.
  package var diagnostics: [Diagnostic] {
    tally.summary(file: file.item.displayPath) + (isFinished ? usage.diagnostics(for: file) : [])
  }

  /// The next good record; `nil` at the end.
  ///
  /// - Parameter seen: the identifiers of all records so far. A second record of the same identifier is reported and
  ///   left out.
  package mutating func next(_ seen: inout RecordIdentifiers) -> Record? {
    while true {
      guard let row = nextRow() else {
        isFinished = true
        return nil
      }
      guard case .value(let line, let value) = row, let record = record(value, line: line) else { continue }
      let place = SourceLocation(file: file.item.displayPath, line: line)
      guard let first = seen.insert(record.id, at: place) else { return record }
      report(
        "duplicate-id", line: line,
        "the id `\(YAMLNode.shortened(record.id))` is used twice; its first record is at \(first)",
        "give each record an id of its own; the second one is left out")
    }
  }

  private enum Row {
    case value(line: Int, JSONValue)
    /// A header, a blank line, or a row that was reported.
    case skipped
  }

  private mutating func nextRow() -> Row? {
    switch file.format {
    case .jsonl: nextLine()
    case .csv: nextTableRow(UInt8(ascii: ","))
    case .tsv: nextTableRow(9)
    }
  }

  // MARK: JSONL

  private mutating func nextLine() -> Row? {
    guard let number = input?.line else { return nil }
    line.removeAll(keepingCapacity: true)
    guard input?.nextLine(into: &line, limit: limit) == true else { return nil }
    if line.count > limit {
      line = []
      reportTooLong(number)
      return .skipped
    }
    if line.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) { return .skipped }
    do {
      let value = try JSONValue(parsing: line)
      if case .object = value { return .value(line: number, value) }
      report(
        "not-an-object", line: number, "the record is not a JSON object", "write one object in `{ }` on each line")
    } catch {
      let isEncoding = error.expected == "UTF-8"
      report(
        isEncoding ? "not-utf-8" : "invalid-json", line: number, column: error.offset + 1,
        isEncoding
          ? "the record has bytes that are not UTF-8"
          : "the record is not valid JSON: \(error.expected) is expected, not \(error.got)",
        isEncoding ? "save the file in UTF-8" : "write one JSON object on each line")
    }
    return .skipped
  }

  // MARK: CSV and TSV

  private mutating func nextTableRow(_ delimiter: UInt8) -> Row? {
    let reader = RowReader(delimiter: delimiter, limit: limit)
    guard var input else { return nil }
    // Taken out and put back, so that the window is not copied.
    self.input = nil
    let row = reader.next(&input)
    self.input = input
    guard let row else {
      if columns == nil, input.bytesRead == byteCount {
        columns = []
        report("empty-file", line: nil, "the file has no header row", "name the columns in its first row")
      }
      return nil
    }
    switch row.problem {
    case .tooLong?:
      reportTooLong(row.line)
      return .skipped
    case .openQuote(let line)?:
      report(
        "open-quote", line: line, "the quote that opens here does not close", "close it, or double quotes inside fields"
      )
      return .skipped
    case .textBehindQuote(let line)?:
      report(
        "text-behind-quote", line: line, "a field goes on behind its closing quote", "double the quotes inside fields")
      return .skipped
    case nil: break
    }
    var texts: [String] = []
    for field in row.fields {
      guard let text = String(validating: field, as: UTF8.self) else {
        report("not-utf-8", line: row.line, "the record has bytes that are not UTF-8", "save the file in UTF-8")
        return .skipped
      }
      texts.append(text)
    }
    guard let columns else {
      setColumns(texts, line: row.line)
      return .skipped
    }
    guard texts.count == columns.count else {
      report(
        "field-count", line: row.line, "the record has \(texts.count) fields, the header \(columns.count)",
        "quote fields that hold the delimiter, and write empty fields out")
      return .skipped
    }
    return .value(line: row.line, .object(zip(columns, texts).map { JSONValue.Member($0, .string($1)) }))
  }

  private mutating func setColumns(_ names: [String], line: Int) {
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      report(
        "duplicate-column", line: line, "the column `\(name)` is there twice",
        "rename one of them; the first one counts")
    }
    columns = names
  }

  // MARK: Mapping

  private mutating func record(_ value: JSONValue, line: Int) -> Record? {
    let fields = file.fields
    usage.count(value)
    var parts: [String] = []
    var hasText = false
    for name in fields.text {
      guard let field = RecordField.find(name, in: value), field != .null else { continue }
      hasText = true
      guard let texts = strings(field, name, line: line) else { return nil }
      let text = texts.joined(separator: "\n")
      if text.utf8.contains(where: { $0 > 32 }) { parts.append(text) }
    }
    if !hasText {
      let similar = Spelling.closest(to: fields.text[0], in: value.members?.map(\.name) ?? [])
      report(
        "missing-field", line: line, "the record has no field `\(fields.text.joined(separator: "`, `"))` for its text",
        similar.map { "did you mean `text: \($0)`?" } ?? "name the field of the text in `records: { text: … }`")
      return nil
    }
    var record = Record(line: line, id: "line-\(line)", text: parts.joined(separator: "\n\n"))
    if let name = fields.id {
      if let id = strings(optional: name, value, line: line)?.first, !id.isEmpty {
        record.id = id
        if case .number? = RecordField.find(name, in: value) {
          warn(
            "imprecise-id", line: line, "the id \(id) is not a whole number of 64 bits, so digits may be lost",
            "write ids in quotes")
        }
      } else {
        warn(
          "missing-id", line: line, "the record has no `\(name)` for its id; it is called `\(record.id)`",
          "give the record an id, so that it keeps its name when lines move")
      }
    }
    record.title = fields.title.flatMap { strings(optional: $0, value, line: line) }?.joined(separator: " ")
    record.url = fields.url.flatMap { strings(optional: $0, value, line: line) }?.first
    let tags = fields.tags.flatMap { strings(optional: $0, value, line: line) } ?? []
    record.tags = ValueFormat<[String]>.sorted((tags + file.item.tags).filter { !$0.isEmpty })
    var metadata = file.item.metadata
    for mapping in fields.metadata {
      for text in strings(optional: mapping.field, value, line: line) ?? [] where !text.isEmpty {
        metadata.append(MetadataEntry(mapping.key, text))
      }
    }
    record.metadata = ValueFormat<[MetadataEntry]>.sorted(metadata)
    if record.text.isEmpty {
      warn(
        "empty-text", line: line, "the record `\(YAMLNode.shortened(record.id))` has no text",
        "it is listed but cannot be found; give it a text or remove it")
    }
    return record
  }

  private mutating func strings(optional name: String, _ record: JSONValue, line: Int) -> [String]? {
    guard let field = RecordField.find(name, in: record), field != .null else { return nil }
    return strings(field, name, line: line)
  }

  private mutating func strings(_ field: JSONValue, _ name: String, line: Int) -> [String]? {
    if let strings = RecordField.strings(field) { return strings }
    report(
      "wrong-type", line: line, "the field `\(name)` is an object, not a text",
      "name a field inside it, for example `\(name).\(field.members?.first?.name ?? "text")`")
    return nil
  }

  // MARK: Reports

  private mutating func reportTooLong(_ line: Int) {
    report(
      "record-too-long", line: line, "the record is longer than \(Quantity.text(limit, Quantity.sizes, base: "B"))",
      "split it into several records, or name it under `files`")
  }

  private mutating func report(
    _ identifier: String, line: Int?, column: Int? = nil, _ reason: String, _ remedy: String
  ) {
    let location = SourceLocation(file: file.item.displayPath, line: line, column: column)
    tally.append(Diagnostic(.error, identifier, at: location, reason, remedy: remedy))
  }

  private mutating func warn(_ identifier: String, line: Int, _ reason: String, _ remedy: String) {
    let location = SourceLocation(file: file.item.displayPath, line: line)
    tally.append(Diagnostic(.warning, identifier, at: location, reason, remedy: remedy))
  }
}
