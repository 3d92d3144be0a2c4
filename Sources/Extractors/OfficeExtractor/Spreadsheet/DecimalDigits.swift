/// A number as decimal digits, so that rounding is the one that spreadsheets show: half away from zero, in decimal.
struct DecimalDigits {
  var isNegative: Bool
  /// 0…9 each, without leading zeros; empty for zero.
  private var digits: [UInt8]
  /// Where the decimal point stands among `digits`; may lie outside of them.
  private var point: Int

  /// Spreadsheets keep so many digits of a number.
  private static let significant = 15

  /// The shortest decimal number that means `value`, rounded to 15 digits; `nil` for infinities and NaN.
  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    isNegative = value < 0
    digits = []
    point = 0
    var exponent = 0
    var isFraction = false
    let text = Array(value.magnitude.description.utf8)
    let mantissa = text.prefix { $0 != UInt8(ascii: "e") }
    for byte in mantissa {
      if byte == UInt8(ascii: ".") {
        isFraction = true
      } else {
        digits.append(byte - 0x30)
        if !isFraction { point += 1 }
      }
    }
    if mantissa.count < text.count {
      let power = text[(mantissa.count + 1)...].drop { $0 == UInt8(ascii: "+") }
      exponent = Int(String(decoding: power, as: UTF8.self)) ?? 0
    }
    point += exponent
    trim()
    round(toDigits: Self.significant)
  }

  var isZero: Bool { digits.isEmpty }

  /// Multiplies by a power of ten.
  mutating func shift(by places: Int) { if !digits.isEmpty { point += places } }

  /// Rounds to `count` places behind the point.
  mutating func round(toPlaces count: Int) { round(toDigits: point + count) }

  private mutating func round(toDigits count: Int) {
    guard count < digits.count else { return }
    let isUp = count >= 0 && digits[count] >= 5
    digits.removeLast(digits.count - max(count, 0))
    if isUp {
      var index = digits.count - 1
      while index >= 0, digits[index] == 9 {
        digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        digits[index] += 1
      } else {
        digits.insert(1, at: 0)
        point += 1
      }
    }
    trim()
  }

  private mutating func trim() {
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    point -= zeros
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  /// The exponent of scientific notation.
  var exponent: Int { digits.isEmpty ? 0 : point - 1 }

  /// The digits before the point, at least `count` of them, with commas between thousands if `grouped`.
  func integerText(minimum count: Int = 1, grouped: Bool = false) -> String {
    let length = max(point, count, 0)
    var text = ""
    for place in 0..<length {
      let index = place - (length - point)
      let digit = index >= 0 && index < digits.count ? digits[index] : 0
      text.unicodeScalars.append(Unicode.Scalar(0x30 + digit))
      let left = length - place - 1
      if grouped, left > 0, left % 3 == 0 { text += "," }
    }
    return text
  }

  /// The digits behind the point, `minimum` at least and `maximum` at most, trailing zeros cut between them.
  func fractionText(minimum: Int, maximum: Int) -> String {
    let length = min(max(digits.count - point, minimum), maximum)
    var text = ""
    for place in 0..<max(length, 0) {
      let index = point + place
      let digit = index >= 0 && index < digits.count ? digits[index] : 0
      text.unicodeScalars.append(Unicode.Scalar(0x30 + digit))
    }
    return text
  }

  /// All digits: "1234.5", "1.5E+30" where there would be more than 21 before the point or 12 zeros behind it.
  var generalText: String {
    let sign = isNegative && !digits.isEmpty ? "-" : ""
    if point > 21 || point < -12 {
      var mantissa = self
      mantissa.point = 1
      let exponent = exponent
      return sign + mantissa.plain + "E" + (exponent < 0 ? "-" : "+") + "\(exponent.magnitude)"
    }
    return sign + plain
  }

  private var plain: String {
    let fraction = fractionText(minimum: 0, maximum: 400)
    return integerText() + (fraction.isEmpty ? "" : "." + fraction)
  }
}
