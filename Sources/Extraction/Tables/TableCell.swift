/// A filled cell of a sheet or of a file of separated values.
package struct TableCell: Equatable, Sendable {
  /// From 0.
  package var column: Int
  /// As it is shown; never blank.
  package var text: String
  /// Whether it holds a number, a date or a time rather than words.
  package var isNumber: Bool
  /// Columns that it covers, `1…`.
  package var span: Int

  package init(column: Int, text: String, isNumber: Bool, span: Int = 1) {
    self.column = column
    self.text = text
    self.isNumber = isNumber
    self.span = span
  }

  /// A cell whose type only its text tells: it is a number when it has digits and no letters.
  ///
  /// `nil` for a blank one.
  package init?(column: Int, text: String) {
    var hasDigit = false
    var hasLetter = false
    var isBlank = true
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0...0x20, 0xA0: continue
      case 0x30...0x39: hasDigit = true
      case 0x41...0x5A, 0x61...0x7A: hasLetter = true
      // Signs and currencies are no letters: degree, plus-minus, pound, euro.
      case 0xA1...0xBF, 0x2010...0x20CF, 0x2212: break
      case 0x80...: hasLetter = true
      default: break
      }
      isBlank = false
    }
    if isBlank { return nil }
    self.init(column: column, text: text, isNumber: hasDigit && !hasLetter)
  }

  /// Whether it can name a column: words, or a year.
  var canBeHeader: Bool { (!isNumber && text.utf8.count <= 200) || isYear }

  var isYear: Bool {
    text.utf8.count == 4 && (Int(text).map { (1_800...2_199).contains($0) } ?? false)
  }
}

/// A row of a sheet with at least one filled cell.
package struct TableLine: Equatable, Sendable {
  /// From 1.
  package var number: Int
  /// By column, ascending.
  package var cells: [TableCell]

  package init(number: Int, cells: [TableCell]) {
    self.number = number
    self.cells = cells
  }
}
