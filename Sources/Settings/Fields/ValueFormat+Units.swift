internal import Common

extension ValueFormat where Value == Int {
  /// A number of bytes with a unit: `64KiB`, `1.5MB`.
  package static func byteSize(_ range: ClosedRange<Int>) -> ValueFormat {
    ValueFormat(
      schema: ["type": "string", "pattern": .string(Quantity.pattern(Quantity.sizes))],
      decode: { node, context in
        Quantity.decode(node, Quantity.sizes, base: "B", noun: "size", example: "64KiB", range: range, &context)
      },
      represent: { .string(Quantity.text($0, Quantity.sizes, base: "B")) })
  }
}

extension ValueFormat where Value == Duration {
  /// A time with a unit, whole milliseconds: `500ms`, `1.5s`, `2min`.
  package static func duration(_ range: ClosedRange<Duration>) -> ValueFormat {
    let milliseconds = Quantity.milliseconds(range.lowerBound)...Quantity.milliseconds(range.upperBound)
    return ValueFormat(
      schema: ["type": "string", "pattern": .string(Quantity.pattern(Quantity.times))],
      decode: { node, context in
        Quantity.decode(
          node, Quantity.times, base: "ms", noun: "duration", example: "500ms", range: milliseconds, &context
        ).map { .milliseconds($0) }
      },
      represent: { .string(Quantity.text(Quantity.milliseconds($0), Quantity.times, base: "ms")) })
  }
}

/// Numbers with a unit.
package enum Quantity {
  package struct Unit: Sendable {
    var name: String
    /// In the smallest unit.
    var factor: Int
  }

  /// The largest first; of two names for one factor the first is the one that is written.
  package static let sizes = [
    Unit(name: "GiB", factor: 1 << 30), Unit(name: "GB", factor: 1_000_000_000), Unit(name: "MiB", factor: 1 << 20),
    Unit(name: "MB", factor: 1_000_000), Unit(name: "KiB", factor: 1 << 10), Unit(name: "kB", factor: 1000),
    Unit(name: "KB", factor: 1000), Unit(name: "B", factor: 1),
  ]
  package static let times = [
    Unit(name: "h", factor: 3_600_000), Unit(name: "min", factor: 60_000), Unit(name: "s", factor: 1000),
    Unit(name: "ms", factor: 1),
  ]

  package static func pattern(_ units: [Unit]) -> String {
    "^[0-9]+(\\.[0-9]+)? ?(" + units.map(\.name).joined(separator: "|") + ")$"
  }

  package static func milliseconds(_ duration: Duration) -> Int {
    let parts = duration.components
    return Int(parts.seconds) * 1000 + Int(parts.attoseconds / 1_000_000_000_000_000)
  }

  /// `count` in the largest unit that divides it.
  package static func text(_ count: Int, _ units: [Unit], base: String) -> String {
    let unit = units.first { count != 0 && count % $0.factor == 0 }
    return unit.map { "\(count / $0.factor)\($0.name)" } ?? "\(count)\(base)"
  }

  /// The value of `text` in the smallest unit, rounded to the nearest; `nil` when it has another form or does not fit.
  package static func parse(_ text: String, _ units: [Unit]) -> Int? {
    for unit in units where text.hasSuffix(unit.name) {
      var number = text.dropLast(unit.name.utf8.count)
      if number.hasSuffix(" ") { number = number.dropLast() }
      let parts = number.split(separator: ".", omittingEmptySubsequences: false)
      let areDigits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
      guard parts.count <= 2, areDigits, let value = Double(number) else { continue }
      let scaled = value * Double(unit.factor)
      return scaled < 9e15 ? Int(scaled.rounded()) : nil
    }
    return nil
  }

  package static func decode(
    _ node: YAMLNode, _ units: [Unit], base: String, noun: String, example: String, range: ClosedRange<Int>,
    _ context: inout DecodingContext
  ) -> Int? {
    guard case .scalar(let text, _) = node.content, !node.isNull else {
      context.reportType(node, "a \(noun)", remedy: "write a number with a unit, for example `\(example)`")
      return nil
    }
    let names = units.map { "`\($0.name)`" }.joined(separator: ", ")
    if node.number != nil {
      context.report(
        "missing-unit", at: node, "`\(context.key)` needs a unit, not just \(text)",
        remedy: "write one of \(names) behind the number, for example `\(example)`")
      return nil
    }
    guard let value = parse(text, units) else {
      context.report(
        "invalid-value", at: node, "`\(context.key)` must be a \(noun), not \"\(YAMLNode.shortened(text))\"",
        remedy: "write a number and one of \(names), for example `\(example)`")
      return nil
    }
    if range.contains(value) { return value }
    let low = self.text(range.lowerBound, units, base: base)
    let high = self.text(range.upperBound, units, base: base)
    context.report(
      "out-of-range", at: node, "`\(context.key)` must be from \(low) to \(high), not \(text)",
      remedy: "use a \(noun) in that range")
    return nil
  }
}
