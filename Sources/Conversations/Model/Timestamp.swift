internal import FoundationEssentials

/// A moment in whole milliseconds, UTC.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Since 1970-01-01.
  package var milliseconds: Int

  package init(milliseconds: Int) { self.milliseconds = milliseconds }

  /// Parses RFC 3339 with or without a fraction, for example `2026-03-01T12:00:00.250Z`.
  package init?(_ text: String) {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.utf8.contains(UInt8(ascii: ".")))
    guard let date = try? style.parse(text) else { return nil }
    milliseconds = Int((date.timeIntervalSince1970 * 1000).rounded())
  }

  package static var now: Timestamp {
    Timestamp(milliseconds: Int((Date().timeIntervalSince1970 * 1000).rounded()))
  }

  /// RFC 3339 with milliseconds, in UTC.
  package var description: String {
    let (year, month, day) = date
    let rest = milliseconds - Self.floored(milliseconds, Self.day) * Self.day
    return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2) + "T"
      + Self.padded(rest / 3_600_000, 2) + ":" + Self.padded(rest / 60_000 % 60, 2) + ":"
      + Self.padded(rest / 1000 % 60, 2) + "." + Self.padded(rest % 1000, 3) + "Z"
  }

  /// The day in UTC, `yyyy-mm-dd`.
  package var day: String { String(description.prefix(10)) }

  package func advanced(by duration: Duration) -> Timestamp {
    let parts = duration.components
    return Timestamp(
      milliseconds: milliseconds + Int(parts.seconds) * 1000 + Int(parts.attoseconds / 1_000_000_000_000_000))
  }

  package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

  private static let day = 86_400_000

  private static func floored(_ value: Int, _ unit: Int) -> Int { value >= 0 ? value / unit : (value + 1) / unit - 1 }

  /// The civil date of the day count (Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`).
  private var date: (year: Int, month: Int, day: Int) {
    let shifted = Self.floored(milliseconds, Self.day) + 719_468
    let era = Self.floored(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
