internal import MarkupExtractor

/// The lists of a document: what each level's label looks like, and how far each list has counted.
struct WordNumbering {
  private struct Level {
    var start = 1
    var format = "decimal"
    /// "%1.%2." for the numbers of the first two levels.
    var pattern = ""
  }

  private struct List {
    var abstractID: Int
    /// Levels that start at a number of their own in this list.
    var starts: [Int: Int] = [:]
    var isStarted = false
  }

  private var levels: [Int: [Int: Level]] = [:]
  private var lists: [Int: List] = [:]
  /// By the abstract list, which lists with one look share; then by level.
  private var counts: [Int: [Int: Int]] = [:]
  private var abstractID: Int?
  private var listID: Int?
  private var level: Int?

  /// Longer labels are cut: they are no numbers.
  private static let maximumLabel = 40

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element) where element.isWord: start(element)
    case .end("abstractNum"): abstractID = nil
    case .end("num"): listID = nil
    case .end("lvl"), .end("lvlOverride"): level = nil
    default: break
    }
  }

  private mutating func start(_ element: XMLElement) {
    switch element.name {
    case "abstractNum": abstractID = element.number("abstractNumId")
    case "num": listID = element.number("numId")
    case "abstractNumId":
      if let listID, let target = element.number("val") { lists[listID] = List(abstractID: target) }
    case "lvl", "lvlOverride": level = element.number("ilvl")
    case "startOverride":
      if let listID, let level, let start = element.number("val") { lists[listID]?.starts[level] = start }
    case "start": change { $0.start = element.number("val") ?? 1 }
    case "numFmt": change { $0.format = element["val"] ?? "decimal" }
    case "lvlText": change { $0.pattern = String((element["val"] ?? "").prefix(Self.maximumLabel)) }
    default: break
    }
  }

  private mutating func change(_ body: (inout Level) -> Void) {
    guard let abstractID, let level else { return }
    body(&levels[abstractID, default: [:]][level, default: Level()])
  }

  /// Counts one item and gives its label, "2.1." for example; `nil` for bullets.
  mutating func label(list id: Int, level: Int) -> String? {
    guard var list = lists[id] else { return nil }
    let look = levels[list.abstractID] ?? [:]
    var counts = counts[list.abstractID] ?? [:]
    if !list.isStarted {
      for (level, start) in list.starts { counts[level] = start &- 1 }
      list.isStarted = true
      lists[id] = list
    }
    counts[level] = (counts[level] ?? (look[level]?.start ?? 1) &- 1) &+ 1
    for deeper in counts.keys where deeper > level { counts[deeper] = nil }
    self.counts[list.abstractID] = counts
    guard let shown = look[level], shown.format != "bullet", shown.format != "none" else { return nil }
    let label = render(shown.pattern, look: look, counts: counts)
    return label.isEmpty ? nil : label
  }

  private func render(_ pattern: String, look: [Int: Level], counts: [Int: Int]) -> String {
    var label = ""
    var isPlaceholder = false
    for character in pattern {
      if isPlaceholder, let place = character.wholeNumberValue, place > 0 {
        let level = look[place - 1] ?? Level()
        label += Self.number(counts[place - 1] ?? level.start, level.format)
        isPlaceholder = false
      } else if character == "%" {
        isPlaceholder = true
      } else {
        label.append(character)
        isPlaceholder = false
      }
    }
    return label
  }

  private static func number(_ value: Int, _ format: String) -> String {
    switch format {
    case "lowerLetter": letters(value)
    case "upperLetter": letters(value).uppercased()
    case "lowerRoman": roman(value)
    case "upperRoman": roman(value).uppercased()
    case "decimalZero": (0...9).contains(value) ? "0\(value)" : "\(value)"
    case "bullet", "none": ""
    default: "\(value)"
    }
  }

  /// a…z, aa…zz, as Word counts.
  private static func letters(_ value: Int) -> String {
    guard (1...26 * 8).contains(value) else { return "\(value)" }
    let letter = Character(Unicode.Scalar(UInt8(97 + (value - 1) % 26)))
    return String(repeating: letter, count: (value - 1) / 26 + 1)
  }

  private static func roman(_ value: Int) -> String {
    guard (1...3_999).contains(value) else { return "\(value)" }
    let digits = [
      (1_000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
      (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ]
    var (rest, text) = (value, "")
    for (size, digit) in digits {
      while rest >= size {
        text += digit
        rest -= size
      }
    }
    return text
  }
}
