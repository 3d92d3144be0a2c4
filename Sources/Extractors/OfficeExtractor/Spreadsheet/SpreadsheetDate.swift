/// A date and time as workbooks count them: days since the end of 1899 or the start of 1904, and a part of a day.
struct SpreadsheetDate: Equatable {
  /// What of it is shown.
  struct Parts: Equatable {
    var hasYear = false
    var hasMonth = false
    var hasDay = false
    var hasTime = false
    /// Hours go past 24.
    var isElapsed = false
    var hasSeconds = false
  }

  private let days: Int
  private let seconds: Int
  /// Days as the workbook counts them, for elapsed time.
  private let elapsed: Int

  /// `nil` for numbers that are no date: below 0 or past the year 9999.
  init?(serial: Double, since1904: Bool) {
    guard serial >= 0, serial < 2_958_466 else { return nil }
    // To the second; what is closer to the next one than computers can tell belongs to it.
    let total = Int((serial * 86_400).rounded())
    elapsed = total / 86_400
    var days = elapsed
    seconds = total % 86_400
    if since1904 {
      days += 1_462
    } else if days < 60 {
      // Workbooks take 1900 for a leap year: days before its 29 February are one off.
      days += 1
    }
    self.days = days
  }

  func text(_ parts: Parts) -> String {
    if parts.isElapsed {
      return time(hours: elapsed * 24 + seconds / 3_600, parts)
    }
    var date = ""
    if parts.hasYear || parts.hasMonth || parts.hasDay {
      let (year, month, day) = civil
      let monthAndDay = Self.padded(month) + (parts.hasDay ? "-" + Self.padded(day) : "")
      if parts.hasYear, !parts.hasMonth, !parts.hasDay {
        date = "\(year)"
      } else if parts.hasDay || parts.hasYear {
        date = "\(year)-" + monthAndDay
      } else {
        date = monthAndDay
      }
    }
    if !parts.hasTime { return date }
    return (date.isEmpty ? "" : date + " ") + time(hours: seconds / 3_600, parts)
  }

  private func time(hours: Int, _ parts: Parts) -> String {
    Self.padded(hours) + ":" + Self.padded(seconds / 60 % 60)
      + (parts.hasSeconds || seconds % 60 != 0 ? ":" + Self.padded(seconds % 60) : "")
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Year, month and day in the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
  private var civil: (year: Int, month: Int, day: Int) {
    // Day 0 of workbooks is 30 December 1899, 25,569 days before 1970; the algorithm counts from 1 March of year 0.
    let shifted = days - 25_569 + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
