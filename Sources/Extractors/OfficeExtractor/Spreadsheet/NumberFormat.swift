/// How a workbook shows a number: a format code such as `#,##0.00 "kg"` or `d mmm yyyy` (ISO/IEC 29500-1, 18.8.31).
///
/// Dates and times are written in ISO 8601, whatever their code's order, with the parts that the code shows: the same
/// date then reads the same in every sheet and language. Conditions, colours and fractions are not followed.
struct NumberFormat: Equatable {
  enum Kind: Equatable {
    case general
    case text
    case date(SpreadsheetDate.Parts)
    /// For positive numbers, negative ones and zero; one section stands for all.
    case number([NumberFormatSection])
  }

  let kind: Kind

  static let general = Self(kind: .general)

  private init(kind: Kind) { self.kind = kind }

  /// The format of a code.
  init(code: String) {
    var sections: [NumberFormatSection] = []
    for piece in Self.sections(of: code).prefix(3) {
      let section = NumberFormatSection(code: piece)
      if sections.isEmpty {
        if let parts = section.dateParts {
          kind = .date(parts)
          return
        }
        if section.isText || section.isGeneral && section.isBare {
          kind = section.isText ? .text : .general
          return
        }
      }
      sections.append(section)
    }
    kind = sections.isEmpty ? .general : .number(sections)
  }

  /// A built-in format by its number; `nil` for numbers that a workbook defines.
  init?(builtIn id: Int) {
    switch id {
    case 0: self = .general
    case 1: self.init(code: "0")
    case 2: self.init(code: "0.00")
    case 3: self.init(code: "#,##0")
    case 4: self.init(code: "#,##0.00")
    case 9: self.init(code: "0%")
    case 10: self.init(code: "0.00%")
    case 11: self.init(code: "0.00E+00")
    case 12, 13: self = .general
    case 14...17, 27...31, 36, 50...54, 57, 58: self.init(code: id == 17 ? "mmm-yy" : "yyyy-mm-dd")
    case 18, 20, 32, 34, 55: self.init(code: "h:mm")
    case 19, 21, 33, 35, 56: self.init(code: "h:mm:ss")
    case 22: self.init(code: "yyyy-mm-dd h:mm")
    case 37, 38: self.init(code: "#,##0")
    case 39, 40: self.init(code: "#,##0.00")
    case 41, 42: self.init(code: "#,##0")
    case 43, 44: self.init(code: "#,##0.00")
    case 45, 47: self.init(code: "mm:ss")
    case 46: self.init(code: "[h]:mm:ss")
    case 48: self.init(code: "##0.0E+0")
    case 49: self.init(code: "@")
    default: return nil
    }
  }

  /// `value` as the format shows it.
  ///
  /// - Parameter since1904: whether the workbook counts days from 1904.
  func text(_ value: Double, since1904: Bool) -> String {
    guard let digits = DecimalDigits(value) else { return "\(value)" }
    switch kind {
    case .general, .text: return digits.generalText
    case .date(let parts):
      return SpreadsheetDate(serial: value, since1904: since1904)?.text(parts) ?? digits.generalText
    case .number(let sections):
      if digits.isZero, sections.count > 2 { return sections[2].text(digits) }
      if digits.isNegative, sections.count > 1 {
        var magnitude = digits
        magnitude.isNegative = false
        return sections[1].text(magnitude)
      }
      return sections.first?.text(digits) ?? digits.generalText
    }
  }

  /// Splits a code at its semicolons, but not at quoted ones.
  private static func sections(of code: String) -> [Substring] {
    var sections: [Substring] = []
    var start = code.startIndex
    var isQuoted = false
    var isEscaped = false
    for index in code.indices {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch code[index] {
      case "\\": isEscaped = true
      case "\"": isQuoted.toggle()
      case ";" where !isQuoted:
        sections.append(code[start..<index])
        start = code.index(after: index)
      default: break
      }
    }
    sections.append(code[start...])
    return sections
  }
}
