/// A value of a column or of a parameter, the same for both databases.
package enum SQLValue: Equatable, Sendable {
  case null
  case integer(Int)
  case real(Double)
  case text(String)
  case blob([UInt8])

  package static func optional(_ value: String?) -> SQLValue { value.map(SQLValue.text) ?? .null }
  package static func optional(_ value: Int?) -> SQLValue { value.map(SQLValue.integer) ?? .null }
  package static func optional(_ value: Double?) -> SQLValue { value.map(SQLValue.real) ?? .null }
  package static func flag(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringInterpolation {
  package init(stringLiteral value: String) { self = .text(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
}
