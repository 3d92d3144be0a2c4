/// Edits one line of text, key by key: bytes of a terminal in, what happened out. It draws nothing and waits for nothing.
///
/// What is pasted between the marks of a terminal (bracketed paste) may have several lines.
///
/// Keys are those of Emacs and of every shell: arrows, Home and End, Ctrl-A, E, B, F, D, H, K, U, W, Y, L, P and N, Alt-B and F.
package struct LineEditor: Equatable, Sendable {
  package enum Outcome: Equatable, Sendable {
    /// The line may look different now.
    case editing
    case line(String)
    /// Ctrl-C: the line is given up.
    case cancelled
    /// Ctrl-D on an empty line.
    case endOfInput
    /// Ctrl-L: the screen is to be cleared.
    case clearScreen
  }

  package private(set) var characters: [Character] = []
  /// Before the character at this index.
  package private(set) var cursor = 0
  /// Lines that were entered, oldest first; equal neighbours once.
  package private(set) var history: [String]

  private var place: Int
  private var draft: [Character] = []
  private var removed: [Character] = []
  private var escape: [UInt8] = []
  private var scalar: [UInt8] = []
  /// Between the marks of a bracketed paste: line ends are text.
  private var isPasting = false
  private var endedWithCarriageReturn = false

  package init(history: [String] = []) {
    self.history = history
    place = history.count
  }

  package var text: String { String(characters) }

  package mutating func feed(_ byte: UInt8) -> Outcome {
    if !escape.isEmpty { return feedEscape(byte) }
    if !scalar.isEmpty || byte >= 0x80 { return feedScalar(byte) }
    if isPasting, byte != 0x1B {
      paste(byte)
      return .editing
    }
    switch byte {
    case 0x1B: escape = [byte]
    case 0x0D, 0x0A: return finishLine()
    case 0x03:
      reset()
      return .cancelled
    case 0x04:
      if characters.isEmpty { return .endOfInput }
      remove(cursor..<min(cursor + 1, characters.count))
    case 0x7F, 0x08: remove(max(cursor - 1, 0)..<cursor)
    case 0x01: cursor = 0
    case 0x05: cursor = characters.count
    case 0x02: cursor = max(cursor - 1, 0)
    case 0x06: cursor = min(cursor + 1, characters.count)
    case 0x0B: cut(cursor..<characters.count)
    case 0x15: cut(0..<cursor)
    case 0x17: cut(wordStart..<cursor)
    case 0x19: insert(removed)
    case 0x10: recall(place - 1)
    case 0x0E: recall(place + 1)
    case 0x0C: return .clearScreen
    case 0x09: insert([" "])
    case 0..<0x20: break
    default: insert([Character(Unicode.Scalar(byte))])
    }
    return .editing
  }

  private mutating func paste(_ byte: UInt8) {
    defer { endedWithCarriageReturn = byte == 0x0D }
    switch byte {
    case 0x0A where endedWithCarriageReturn: break
    case 0x0A, 0x0D: insert(["\n"])
    case 0x09: insert([" "])
    case 0..<0x20, 0x7F: break
    default: insert([Character(Unicode.Scalar(byte))])
    }
  }

  private mutating func finishLine() -> Outcome {
    let line = text
    if !line.isEmpty, history.last != line { history.append(line) }
    reset()
    return .line(line)
  }

  private mutating func reset() {
    characters = []
    cursor = 0
    place = history.count
    draft = []
  }

  private mutating func feedScalar(_ byte: UInt8) -> Outcome {
    if scalar.isEmpty {
      // A continuation without a beginning is dropped.
      if byte >= 0xC2, byte < 0xF5 { scalar = [byte] }
      return .editing
    }
    guard byte & 0xC0 == 0x80 else {
      scalar = []
      return feed(byte)
    }
    scalar.append(byte)
    let length = scalar[0] >= 0xF0 ? 4 : scalar[0] >= 0xE0 ? 3 : 2
    guard scalar.count == length else { return .editing }
    defer { scalar = [] }
    guard let decoded = String(validating: scalar, as: UTF8.self) else { return .editing }
    // A mark joins the character before it.
    if cursor > 0 {
      let joined = String(characters[cursor - 1]) + decoded
      if joined.count == 1 {
        characters[cursor - 1] = Character(joined)
        return .editing
      }
    }
    insert(Array(decoded))
    return .editing
  }

  private mutating func feedEscape(_ byte: UInt8) -> Outcome {
    escape.append(byte)
    if escape.count == 2 {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "O"): return .editing
      case UInt8(ascii: "b") where !isPasting: cursor = wordStart
      case UInt8(ascii: "f") where !isPasting: cursor = wordEnd
      default: break
      }
      escape = []
      return .editing
    }
    // Parameters come before the letter that ends a sequence.
    guard (0x40...0x7E).contains(byte) || escape.count > 16 else { return .editing }
    let parameters = String(decoding: escape[2..<(escape.count - 1)], as: UTF8.self)
    escape = []
    if isPasting {
      // Whatever was pasted, it presses no keys.
      if byte == UInt8(ascii: "~"), parameters == "201" { isPasting = false }
      return .editing
    }
    switch (byte, parameters) {
    case (UInt8(ascii: "~"), "200"): (isPasting, endedWithCarriageReturn) = (true, false)
    case (UInt8(ascii: "A"), _): recall(place - 1)
    case (UInt8(ascii: "B"), _): recall(place + 1)
    case (UInt8(ascii: "C"), "1;5"), (UInt8(ascii: "C"), "1;3"): cursor = wordEnd
    case (UInt8(ascii: "D"), "1;5"), (UInt8(ascii: "D"), "1;3"): cursor = wordStart
    case (UInt8(ascii: "C"), _): cursor = min(cursor + 1, characters.count)
    case (UInt8(ascii: "D"), _): cursor = max(cursor - 1, 0)
    case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), "1"), (UInt8(ascii: "~"), "7"): cursor = 0
    case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), "4"), (UInt8(ascii: "~"), "8"): cursor = characters.count
    case (UInt8(ascii: "~"), "3"): remove(cursor..<min(cursor + 1, characters.count))
    default: break
    }
    return .editing
  }

  private var wordStart: Int {
    var index = cursor
    while index > 0, characters[index - 1].isWhitespace { index -= 1 }
    while index > 0, !characters[index - 1].isWhitespace { index -= 1 }
    return index
  }

  private var wordEnd: Int {
    var index = cursor
    while index < characters.count, characters[index].isWhitespace { index += 1 }
    while index < characters.count, !characters[index].isWhitespace { index += 1 }
    return index
  }

  private mutating func insert(_ new: [Character]) {
    characters.insert(contentsOf: new, at: cursor)
    cursor += new.count
  }

  private mutating func remove(_ range: Range<Int>) {
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }

  private mutating func cut(_ range: Range<Int>) {
    if !range.isEmpty { removed = Array(characters[range]) }
    remove(range)
  }

  private mutating func recall(_ index: Int) {
    guard (0...history.count).contains(index) else { return }
    if place == history.count { draft = characters }
    place = index
    characters = index == history.count ? draft : Array(history[index])
    cursor = characters.count
  }
}

extension LineEditor {
  /// The line as it is drawn in `columns` columns behind `prompt`: what is shown of the text, and the column of the cursor.
  ///
  /// A line that is too long is shown around the cursor.
  package func drawn(prompt: String, columns: Int) -> (text: String, cursorColumn: Int) {
    let promptWidth = prompt.reduce(0) { $0 + $1.columns }
    let room = max(columns - promptWidth - 1, 8)
    var first = cursor
    var width = 0
    while first > 0, width + characters[first - 1].columns <= room {
      first -= 1
      width += characters[first].columns
    }
    let before = width
    var last = cursor
    while last < characters.count, width + characters[last].columns <= room {
      width += characters[last].columns
      last += 1
    }
    // The line ends of what was pasted are shown as signs.
    return (String(characters[first..<last].map { $0 == "\n" ? "⏎" : $0 }), promptWidth + before)
  }
}

extension Character {
  /// Columns that a terminal gives the character: 2 for the wide ones of East Asia and for pictures, 0 for marks alone.
  package var columns: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x0A: return 1
    case 0..<0x20, 0x7F..<0xA0: return 0
    case 0x300..<0x370, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
