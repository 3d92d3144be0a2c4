/// A rectangle of cells, "B2:D7".
struct CellRange: Equatable {
  /// From 1.
  var rows: ClosedRange<Int>
  /// From 0.
  var columns: ClosedRange<Int>

  /// `nil` for anything else than two cells, of which the first is the upper left one.
  init?(_ reference: String) {
    let parts = reference.split(separator: ":")
    guard parts.count == 2, let first = Self.cell(String(parts[0])), let last = Self.cell(String(parts[1])),
      first.row <= last.row, first.column <= last.column
    else { return nil }
    rows = first.row...last.row
    columns = first.column...last.column
  }

  /// The place of a cell such as "AB12" or "$AB$12"; sheets have 16,384 columns and 1,048,576 rows at most.
  static func cell(_ reference: String) -> (row: Int, column: Int)? {
    var column = 0
    var row = 0
    for byte in reference.utf8 where byte != UInt8(ascii: "$") {
      switch byte {
      case 0x41...0x5A where row == 0: column = column * 26 + Int(byte - 0x40)
      case 0x30...0x39: row = row * 10 + Int(byte - 0x30)
      default: return nil
      }
      guard column <= 16_384, row <= 1_048_576 else { return nil }
    }
    return column > 0 && row > 0 ? (row, column - 1) : nil
  }
}
