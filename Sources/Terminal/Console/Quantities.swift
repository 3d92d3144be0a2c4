/// Numbers as people read them; the same in every locale.
package enum Quantities {
  /// `12,345`.
  package static func count(_ value: Int) -> String {
    var text = ""
    for (index, digit) in String(value.magnitude).reversed().enumerated() {
      if index > 0, index.isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return (value < 0 ? "-" : "") + String(text.reversed())
  }

  /// `1 document`, `2 documents`.
  package static func counted(_ value: Int, _ noun: String) -> String {
    "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
  }

  /// `512 B`, `1.4 KiB`, `23.0 MiB`.
  package static func bytes(_ value: Int) -> String {
    guard value >= 1024 else { return "\(value) B" }
    var amount = Double(value)
    var unit = ""
    for name in ["KiB", "MiB", "GiB", "TiB"] {
      amount /= 1024
      unit = name
      // 1023.95 would be shown as 1024.0.
      if amount < 1023.95 { break }
    }
    return "\(decimal(amount)) \(unit)"
  }

  /// `0.4 s`, `9 s`, `2 min 05 s`, `1 h 02 min`.
  package static func duration(_ value: Duration) -> String {
    let seconds = seconds(value)
    if seconds < 9.95 { return "\(decimal(seconds)) s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min"
  }

  /// `421/s`, `3.2/s`.
  package static func rate(_ value: Double) -> String {
    value < 9.95 ? "\(decimal(value))/s" : "\(count(Int(min(value, 1e15).rounded())))/s"
  }

  static func seconds(_ value: Duration) -> Double {
    let parts = value.components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
  }

  /// One digit behind the point.
  private static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
