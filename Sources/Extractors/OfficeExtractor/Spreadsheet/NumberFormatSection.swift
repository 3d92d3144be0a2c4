/// One section of a format code, for numbers of one sign.
struct NumberFormatSection: Equatable {
  private var prefix = ""
  private var suffix = ""
  private var integerDigits = 0
  private var minimumFraction = 0
  private var maximumFraction = 0
  private var isGrouped = false
  private var hasDigits = false
  private var isFractionPart = false
  /// Powers of ten that the number is multiplied by before it is shown.
  private var shift = 0
  private var exponentDigits: Int?
  private var hasFraction = false
  private var letters: Set<Character> = []
  private var isElapsed = false
  private(set) var isText = false
  private(set) var isGeneral = false

  /// Whether nothing stands around the number.
  var isBare: Bool { prefix.isEmpty && suffix.isEmpty }

  init(code: Substring) {
    var rest = code
    var commas = 0
    while let character = rest.popFirst() {
      switch character {
      case "\"":
        add(String(rest.prefix { $0 != "\"" }))
        rest = rest.drop { $0 != "\"" }.dropFirst()
      case "\\": if let next = rest.popFirst() { add(String(next)) }
      case "_", "*": _ = rest.popFirst()
      case "[":
        take(bracket: rest.prefix { $0 != "]" })
        rest = rest.drop { $0 != "]" }.dropFirst()
      case "0", "#", "?":
        if commas > 0, !isFractionPart { isGrouped = true }
        commas = 0
        takeDigit(character)
      case ".": if letters.isEmpty { isFractionPart = true }
      case ",": if hasDigits { commas += 1 } else { add(",") }
      case "%":
        shift += 2
        add("%")
      case "/" where hasDigits: hasFraction = true
      case "@": isText = true
      case "E", "e":
        if hasDigits, let sign = rest.first, sign == "+" || sign == "-" {
          rest = rest.dropFirst()
          exponentDigits = rest.prefix { "0#?".contains($0) }.count
          rest = rest.drop { "0#?".contains($0) }
        } else {
          letters.insert("y")
        }
      case "G" where rest.hasPrefix("eneral"), "g" where rest.hasPrefix("eneral"):
        isGeneral = true
        hasDigits = true
        rest = rest.dropFirst(6)
      case "A" where rest.hasPrefix("M/PM"), "a" where rest.hasPrefix("m/pm"): rest = rest.dropFirst(4)
      case "y", "Y", "m", "M", "d", "D", "h", "H", "s", "S":
        letters.insert(Character(character.lowercased()))
      default: add(String(character))
      }
    }
    shift -= 3 * commas
  }

  private mutating func add(_ literal: String) {
    if hasDigits { suffix += literal } else { prefix += literal }
  }

  private mutating func takeDigit(_ digit: Character) {
    hasDigits = true
    if isFractionPart {
      maximumFraction = min(maximumFraction + 1, 30)
      if digit == "0" { minimumFraction = maximumFraction }
    } else if digit == "0" {
      integerDigits = min(integerDigits + 1, 30)
    }
  }

  /// `[$€-407]` is a currency, `[h]` hours that go past 24; colours, conditions and languages say nothing here.
  private mutating func take(bracket content: Substring) {
    if content.hasPrefix("$") {
      add(String(content.dropFirst().prefix { $0 != "-" }))
    } else if let first = content.first, "hHmMsS".contains(first), content.allSatisfy({ $0 == first }) {
      isElapsed = true
      letters.insert(Character(first.lowercased()))
    }
  }

  /// The parts that a date's code shows; `nil` for a number's.
  var dateParts: SpreadsheetDate.Parts? {
    guard !letters.isEmpty, exponentDigits == nil, !isGeneral else { return nil }
    if isElapsed { return SpreadsheetDate.Parts(isElapsed: true, hasSeconds: letters.contains("s")) }
    let hasTime = letters.contains("h") || letters.contains("s")
    let isMonth = letters.contains("m") && (!hasTime || letters.contains("y") || letters.contains("d"))
    return SpreadsheetDate.Parts(
      hasYear: letters.contains("y"), hasMonth: isMonth, hasDay: letters.contains("d"), hasTime: hasTime,
      hasSeconds: letters.contains("s"))
  }

  /// `digits` as the section shows them.
  func text(_ digits: DecimalDigits) -> String {
    guard hasDigits else {
      // A section of words alone stands for the number, one of nothing hides it.
      return prefix
    }
    let sign = digits.isNegative && !digits.isZero ? "-" : ""
    if isGeneral || hasFraction {
      var magnitude = digits
      magnitude.isNegative = false
      return sign + prefix + magnitude.generalText + suffix
    }
    var number = digits
    number.shift(by: shift)
    if let exponentDigits { return sign + prefix + scientific(number, exponentDigits) + suffix }
    number.round(toPlaces: maximumFraction)
    let fraction = number.fractionText(minimum: minimumFraction, maximum: maximumFraction)
    let integer = number.integerText(minimum: max(integerDigits, fraction.isEmpty ? 1 : 0), grouped: isGrouped)
    let body = (integer.isEmpty ? "0" : integer) + (fraction.isEmpty ? "" : "." + fraction)
    return (number.isZero ? "" : sign) + prefix + body + suffix
  }

  private func scientific(_ digits: DecimalDigits, _ count: Int) -> String {
    var mantissa = digits
    var exponent = digits.exponent
    mantissa.shift(by: -exponent)
    mantissa.round(toPlaces: maximumFraction)
    // 9.99 becomes 10.0.
    if mantissa.exponent > 0 {
      mantissa.shift(by: -1)
      exponent += 1
    }
    let fraction = mantissa.fractionText(minimum: minimumFraction, maximum: maximumFraction)
    let power = "\(exponent.magnitude)"
    return mantissa.integerText() + (fraction.isEmpty ? "" : "." + fraction) + "E" + (exponent < 0 ? "-" : "+")
      + String(repeating: "0", count: max(0, min(count, 10) - power.utf8.count)) + power
  }
}
