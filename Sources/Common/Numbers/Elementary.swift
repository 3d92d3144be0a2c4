/// log2 of a positive finite number by the atanh series of its significand: the same bits on every machine.
package func binaryLogarithm(_ value: Double) -> Double {
  var exponent = Double(value.exponent)
  var significand = value.significand
  if significand > 1.4142135623730951 {
    significand /= 2
    exponent += 1
  }
  let ratio = (significand - 1) / (significand + 1)
  let square = ratio * ratio
  var sum = 0.0
  for power in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(power) }
  return exponent + 2 * ratio * sum * 1.4426950408889634
}

/// e^x, the same bits on every machine; 0 below −700, and x counts as 700 above it.
package func exponential(_ value: Double) -> Double {
  guard value > -700 else { return 0 }
  // e^x = 2^n · 2^f with f in −½…½, and 2^f by its Taylor series, which 14 terms exhaust.
  let power = min(value, 700) * 1.4426950408889634
  let whole = power.rounded()
  let rest = (power - whole) * 0.6931471805599453
  var sum = 1.0
  for term in stride(from: 14, through: 1, by: -1) { sum = 1 + rest / Double(term) * sum }
  return Double(sign: .plus, exponent: Int(whole), significand: sum)
}

/// The logistic function 1 / (1 + e^−x), the same bits on every machine.
package func logistic(_ value: Double) -> Double {
  guard value.magnitude < 40 else { return value < 0 ? 0 : 1 }
  return 1 / (1 + exponential(-value))
}
