internal import TextAnalysis

/// Cleans one run of text: line breaks, spaces, invisible characters, ligatures, normal form.
///
/// Takes one pass over the bytes and keeps no more than the result, so that a line of 100 MB costs what 100 MB of short
/// lines cost. Cleaning clean text changes nothing.
struct TextCleaner {
  enum Layout {
    /// Every run of white space becomes one space; none stands at either end.
    case flowing
    /// Spaces, tabs and line breaks stay. Blank lines before the first line with text and white space at the end go.
    case preserved
  }

  /// UTF-8 bytes of `text`, cleaned; empty when nothing visible is left.
  static func clean(_ text: String, layout: Layout = .flowing) -> [UInt8] {
    var places: [Int] = []
    return clean(text, layout: layout, following: &places)
  }

  /// The same, and where `places` went.
  ///
  /// - Parameter places: offsets in the UTF-8 bytes of `text`, ascending; becomes offsets in the result.
  static func clean(_ text: String, layout: Layout = .flowing, following places: inout [Int]) -> [UInt8] {
    let input = Array(text.utf8)
    var cleaner = Self(layout: layout)
    var index = 0
    var next = 0
    while index < input.count {
      let end = plainRun(in: input, from: index)
      if end > index {
        // Most text is clean all through.
        if index == 0, end == input.count { return input }
        if index == 0 { cleaner.bytes.reserveCapacity(input.count) }
        cleaner.takePlain(input[index..<end])
        while next < places.count, places[next] < end {
          places[next] = cleaner.bytes.count - (end - places[next])
          next += 1
        }
        index = end
      } else {
        let (scalar, length) = decodedScalar(in: input, at: index)
        let written = cleaner.bytes.count
        cleaner.take(scalar)
        index += length
        while next < places.count, places[next] < index {
          places[next] = written
          next += 1
        }
      }
    }
    while next < places.count {
      places[next] = cleaner.bytes.count
      next += 1
    }
    return cleaner.finish(following: &places)
  }

  /// The end of the run of visible ASCII characters with single spaces between them that begins at `start`.
  private static func plainRun(in input: [UInt8], from start: Int) -> Int {
    var index = start
    while index < input.count {
      let byte = input[index]
      let isPlain =
        byte > 0x20 && byte < 0x7F
        || byte == 0x20 && index > start && index + 1 < input.count && input[index + 1] > 0x20
          && input[index + 1] < 0x7F
      if !isPlain { break }
      index += 1
    }
    return index
  }

  /// The scalar at `index` of valid UTF-8 and its length in bytes.
  private static func decodedScalar(in input: [UInt8], at index: Int) -> (scalar: UInt32, length: Int) {
    let first = UInt32(input[index])
    if first < 0x80 { return (first, 1) }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    let payload = first & (0x7F >> UInt32(length))
    return (input[(index + 1)..<(index + length)].reduce(payload) { $0 << 6 | UInt32($1 & 0x3F) }, length)
  }

  /// The same as a string, for titles and other single lines.
  static func cleanLine(_ text: String) -> String {
    String(decoding: clean(text), as: UTF8.self)
  }

  private let layout: Layout
  private var bytes: [UInt8] = []
  /// White space that is written before the next visible character, and only then.
  private var pendingSpace: [UInt8] = []
  /// A joiner that is written if the next character needs it.
  private var pendingJoiner: UInt32?
  private var last: UInt32 = 0
  private var lastWasReturn = false
  private var needsComposition = false

  private init(layout: Layout) { self.layout = layout }

  /// Takes what `plainRun` found; never empty.
  private mutating func takePlain(_ run: ArraySlice<UInt8>) {
    lastWasReturn = false
    emit(UInt32(run[run.startIndex]))
    bytes.append(contentsOf: run.dropFirst())
    last = UInt32(run[run.endIndex - 1])
  }

  private mutating func take(_ scalar: UInt32) {
    let followsReturn = lastWasReturn
    lastWasReturn = false
    switch CharacterRole(scalar) {
    case .visible: emit(scalar)
    case .space: space(UInt8(ascii: " "))
    case .tab: space(layout == .preserved ? 0x09 : 0x20)
    case .lineBreak:
      lastWasReturn = scalar == 0x0D
      if scalar == 0x0A, followsReturn { return }
      space(layout == .preserved ? 0x0A : 0x20)
    case .joiner: pendingJoiner = scalar
    case .presentationForm: for letter in UnicodeNormalizer.compatibilityDecomposition(scalar) { emit(letter) }
    case .dropped: break
    }
  }

  private mutating func space(_ byte: UInt8) {
    pendingJoiner = nil
    switch layout {
    case .flowing: if !bytes.isEmpty, pendingSpace.isEmpty { pendingSpace.append(byte) }
    case .preserved:
      // Before the first text, a line break forgets the blank line that it ends and keeps the indentation that follows.
      if bytes.isEmpty, byte == 0x0A { pendingSpace.removeAll() } else { pendingSpace.append(byte) }
    }
  }

  private mutating func emit(_ scalar: UInt32) {
    if !pendingSpace.isEmpty {
      bytes.append(contentsOf: pendingSpace)
      pendingSpace.removeAll(keepingCapacity: true)
      last = 0x20
    }
    if let joiner = pendingJoiner {
      if CharacterRole.joins(last), CharacterRole.joins(scalar) { append(joiner) }
      pendingJoiner = nil
    }
    // Nothing below U+0300 combines or changes under composition.
    if scalar >= 0x300 { needsComposition = true }
    append(scalar)
    last = scalar
  }

  private mutating func append(_ scalar: UInt32) {
    switch scalar {
    case ..<0x80: bytes.append(UInt8(scalar))
    case ..<0x800:
      bytes.append(0xC0 | UInt8(scalar >> 6))
      bytes.append(0x80 | UInt8(scalar & 0x3F))
    case ..<0x10000:
      bytes.append(0xE0 | UInt8(scalar >> 12))
      bytes.append(0x80 | UInt8(scalar >> 6 & 0x3F))
      bytes.append(0x80 | UInt8(scalar & 0x3F))
    default:
      bytes.append(0xF0 | UInt8(scalar >> 18))
      bytes.append(0x80 | UInt8(scalar >> 12 & 0x3F))
      bytes.append(0x80 | UInt8(scalar >> 6 & 0x3F))
      bytes.append(0x80 | UInt8(scalar & 0x3F))
    }
  }

  private consuming func finish(following places: inout [Int]) -> [UInt8] {
    guard needsComposition else { return bytes }
    let composed = UnicodeNormalizer.nfc(bytes)
    Self.follow(&places, from: bytes, to: composed)
    return composed
  }

  /// Moves offsets in `bytes` to their places in `composed`, its normal form: each to the length of the normal form of
  /// what is before it. Where characters compose across a place, it is off by no more than these.
  private static func follow(_ places: inout [Int], from bytes: [UInt8], to composed: [UInt8]) {
    guard bytes != composed else { return }
    var start = 0
    var position = 0
    for index in places.indices {
      position += UnicodeNormalizer.nfc(Array(bytes[start..<places[index]])).count
      start = places[index]
      var place = min(position, composed.count)
      while place < composed.count, composed[place] & 0xC0 == 0x80 { place -= 1 }
      places[index] = place
    }
  }
}
