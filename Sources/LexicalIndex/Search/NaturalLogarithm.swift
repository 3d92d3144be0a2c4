/// The natural logarithm of a finite number of at least 1, the same bits on every machine.
///
/// Takes the exponent apart and sums 2·artanh((m − 1)/(m + 1)) for a mantissa m in √½…√2, in a fixed order of plain
/// operations; the error is a few units in the last place.
func naturalLogarithm(_ value: Double) -> Double {
  guard value > 1, value.isFinite else { return 0 }
  var exponent = Double(value.exponent)
  var mantissa = value.significand
  if mantissa > 1.414_213_562_373_095_1 {
    mantissa *= 0.5
    exponent += 1
  }
  let ratio = (mantissa - 1) / (mantissa + 1)
  let square = ratio * ratio
  var sum = 0.0
  // |ratio| is at most 0.172, so that the term after these is below 2⁻⁵⁵.
  var power = 21.0
  while power >= 1 {
    sum = sum * square + 1 / power
    power -= 2
  }
  return exponent * 0.693_147_180_559_945_3 + 2 * ratio * sum
}
