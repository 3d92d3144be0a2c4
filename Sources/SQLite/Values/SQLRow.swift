/// One row of a result; columns are read by position, in the order of the query.
package struct SQLRow: Equatable, Sendable {
  package var values: [SQLValue]

  package init(_ values: [SQLValue]) { self.values = values }

  /// The text of a column; empty where the column is null or has another type.
  package func text(_ column: Int) -> String { optionalText(column) ?? "" }

  package func optionalText(_ column: Int) -> String? {
    if case .text(let value) = values[column] { value } else { nil }
  }

  /// The whole number of a column; 0 where the column is null or has another type.
  package func integer(_ column: Int) -> Int { optionalInteger(column) ?? 0 }

  package func optionalInteger(_ column: Int) -> Int? {
    switch values[column] {
    case .integer(let value): value
    // Sums come as decimals from PostgreSQL.
    case .real(let value): Int(exactly: value.rounded())
    case .text(let value): Int(value)
    case .null, .blob: nil
    }
  }

  package func real(_ column: Int) -> Double { optionalReal(column) ?? 0 }

  package func optionalReal(_ column: Int) -> Double? {
    switch values[column] {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .text(let value): Double(value)
    case .null, .blob: nil
    }
  }

  package func flag(_ column: Int) -> Bool { integer(column) != 0 }

  /// The bytes of a column; `nil` where the column is null or has another type.
  package func blob(_ column: Int) -> [UInt8]? {
    if case .blob(let value) = values[column] { value } else { nil }
  }
}
