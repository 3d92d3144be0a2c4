/// What the line of a stage says; a value, so that tests need no terminal and no clock.
package struct ProgressLine: Equatable, Sendable {
  /// What is being done: `extract`.
  package var stage: String
  /// What is counted: `documents`.
  package var unit: String
  package var count: Int
  package var total: Int?
  package var elapsed: Duration

  package init(stage: String, unit: String, count: Int, total: Int? = nil, elapsed: Duration) {
    self.stage = stage
    self.unit = unit
    self.count = count
    self.total = total
    self.elapsed = elapsed
  }

  private var rate: Double { Double(count) / max(Quantities.seconds(elapsed), 1e-9) }

  /// The line while the stage runs, cut to `width` characters: `extract  120/5,183 documents  2%  40/s  2 min 06 s left`.
  package func running(width: Int) -> String {
    var parts = [stage]
    if let total {
      parts.append("\(Quantities.count(count))/\(Quantities.count(total)) \(unit)")
      if total > 0 { parts.append("\(min(count * 100 / total, 100))%") }
    } else {
      parts.append("\(Quantities.count(count)) \(unit)")
    }
    // The first second says little about the rate.
    if count > 0, elapsed >= .seconds(1) {
      parts.append(Quantities.rate(rate))
      if let total, total > count {
        parts.append("\(Quantities.duration(.seconds(Double(total - count) / rate))) left")
      }
    }
    return String(parts.joined(separator: "  ").prefix(max(width, 0)))
  }

  /// The line when the stage is done: `extract: 5,183 documents in 2 min 09 s (40/s)`.
  package var finished: String {
    let speed = count > 0 && elapsed >= .milliseconds(100) ? " (\(Quantities.rate(rate)))" : ""
    return "\(stage): \(Quantities.count(count)) \(unit) in \(Quantities.duration(elapsed))\(speed)"
  }
}
