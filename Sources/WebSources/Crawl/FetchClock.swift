internal import Glibc

/// What time it is: the system's in the program, a made-up one in tests.
package protocol FetchClock: Sendable {
  /// Since some fixed moment; never goes back.
  var now: Duration { get }
  /// UTC, `2026-11-24T05:52:23Z`.
  var timestamp: String { get }
  /// Returns when it is `time`.
  func wait(until time: Duration)
}

/// The clock of the machine.
package struct SystemClock: FetchClock {
  package init() {}

  package var now: Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  package var timestamp: String {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Self.text(time.tv_sec)
  }

  package func wait(until time: Duration) {
    let parts = max(time - now, .zero).components
    var rest = timespec(tv_sec: Int(parts.seconds), tv_nsec: Int(parts.attoseconds / 1_000_000_000))
    var left = timespec()
    while unsafe nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
  }

  /// The civil date of the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
  ///
  /// - Parameter seconds: since 1970, UTC; `0…`.
  package static func text(_ seconds: Int) -> String {
    let (day, time) = (seconds / 86_400, seconds % 86_400)
    let shifted = day + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    // Years begin in March, so that the day that is sometimes there comes last.
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func digits(_ value: Int, _ width: Int = 2) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(width - text.utf8.count, 0)) + text
    }
    return "\(digits(year, 4))-\(digits(month))-\(digits(dayOfMonth))"
      + "T\(digits(time / 3_600)):\(digits(time / 60 % 60)):\(digits(time % 60))Z"
  }
}
