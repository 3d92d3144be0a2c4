internal import BundleFormat
internal import Common
internal import Storage

/// Reads the metadata: keys with their values in bytewise order, each with the documents that have it.
struct MetadataTable: Sendable {
  /// One key with one of its values.
  struct Row {
    var key: String
    var value: String
    /// The place of its documents among the numbers.
    var range: Range<Int>
  }

  private let bundle: BundleReader
  private let strings: StringTable
  private let bytes: MappedBytes
  let count: Int
  /// Where the numbers begin.
  private let numbersOffset: Int
  private let numberCount: Int

  init(bundle: BundleReader, strings: StringTable) throws(BundleError) {
    self.bundle = bundle
    self.strings = strings
    bytes = try bundle.section(.metadata)
    let rowCount: UInt64 = bytes.load(at: 0)
    let room = bytes.count - MetadataHeaderField.length
    guard room >= 0, rowCount <= UInt64(room / MetadataField.length) else {
      throw .malformedSection(.metadata, field: "rowCount", expected: "rows within the section", got: "\(rowCount)")
    }
    count = Int(rowCount)
    numbersOffset = MetadataHeaderField.length + count * MetadataField.length
    numberCount = (bytes.count - numbersOffset) / 4
  }

  func row(_ index: Int) throws(BundleError) -> Row {
    let position = MetadataHeaderField.length + index * MetadataField.length
    try bundle.check(.metadata, position..<(position + MetadataField.length))
    var cursor = RowCursor(bytes: bytes, position: position)
    let (key, value): (UInt64, UInt64) = (cursor.next(), cursor.next())
    let (first, count): (UInt64, UInt64) = (cursor.next(), cursor.next())
    guard first <= UInt64(numberCount), count <= UInt64(numberCount) - first else {
      throw .malformedSection(
        .metadata, field: "row \(index)", expected: "documents up to \(numberCount)", got: "\(count) at \(first)")
    }
    return Row(
      key: try strings.string(at: key), value: try strings.string(at: value), range: Int(first)..<Int(first + count))
  }

  func documents(of row: Row) throws(BundleError) -> [DocumentID] {
    let start = numbersOffset + row.range.lowerBound * 4
    try bundle.check(.metadata, start..<(start + row.range.count * 4))
    return row.range.map { DocumentID(rawValue: bytes.load(at: numbersOffset + $0 * 4)) }
  }

  /// The row of a key and value, by binary search.
  func row(key: String, value: String) throws(BundleError) -> Row? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let row = try row(middle)
      if row.key.utf8.elementsEqual(key.utf8), row.value.utf8.elementsEqual(value.utf8) { return row }
      if (row.key, row.value) <<< (key, value) { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}
