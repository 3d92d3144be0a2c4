internal import Common
internal import Settings

/// Finds and reads the fields of a record.
enum RecordField {
  /// The field that is called `name` itself or, by its dots, lies inside objects.
  static func find(_ name: String, in record: JSONValue) -> JSONValue? {
    if let field = record[name] { return field }
    guard name.utf8.contains(UInt8(ascii: ".")) else { return nil }
    var value = record
    for part in name.split(separator: ".", omittingEmptySubsequences: false) {
      guard let inner = value[String(part)] else { return nil }
      value = inner
    }
    return value
  }

  /// The text of a scalar, or the texts of an array of them; `nil` where there is an object.
  static func strings(_ field: JSONValue) -> [String]? {
    switch field {
    case .null: return []
    case .bool(let value): return [value ? "true" : "false"]
    case .integer(let value): return ["\(value)"]
    case .number(let value): return ["\(value)"]
    case .string(let value): return [value]
    case .object: return nil
    case .array(let values):
      var result: [String] = []
      for value in values {
        guard let strings = strings(value) else { return nil }
        result += strings
      }
      return result
    }
  }
}

/// Notices fields of the mapping that no record of a file has.
struct FieldUsage {
  private struct Entry {
    /// The key of the mapping in the manifest.
    var key: String
    var field: String
    var isUsed = false
  }

  private var entries: [Entry] = []
  private var records = 0
  private var names: [String] = []

  init(_ fields: RecordFields) {
    for (key, field) in [("title", fields.title), ("url", fields.url), ("tags", fields.tags)] {
      if let field { entries.append(Entry(key: key, field: field)) }
    }
    entries += fields.metadata.map { Entry(key: "metadata.\($0.key)", field: $0.field) }
  }

  mutating func count(_ record: JSONValue) {
    records += 1
    if records == 1 { names = record.members?.map(\.name) ?? [] }
    for index in entries.indices where !entries[index].isUsed {
      entries[index].isUsed = RecordField.find(entries[index].field, in: record) != nil
    }
  }

  func diagnostics(for file: RecordFile) -> [Diagnostic] {
    guard records > 0 else { return [] }
    return entries.filter { !$0.isUsed }.map { entry in
      let similar = Spelling.closest(to: entry.field, in: names)
      return Diagnostic(
        .warning, "unused-field", at: SourceLocation(file: file.item.displayPath),
        "no record has the field `\(entry.field)` that `\(entry.key)` names",
        remedy: similar.map { "did you mean `\(entry.key): \($0)`?" } ?? "check the mapping under `records`")
    }
  }
}
