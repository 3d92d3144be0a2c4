/// The normalised bytes of the word that is being read, at most `characterLimit` characters of it.
struct WordBuffer: ~Copyable {
  /// Room for 256 characters of four bytes each.
  static let capacity = 1024
  static let largestCharacterLimit = capacity / 4

  private(set) var count = 0
  private(set) var isTooLong = false
  private var characters = 0
  private let characterLimit: Int
  private var bytes = [UInt8](repeating: 0, count: capacity)
  /// Where the run of combining characters at the end begins; canonical order is kept from there on.
  private var runStart = 0
  private var hasRun = false
  /// The first byte of the input that is in the word, and the end of the last one.
  private(set) var inputStart = 0
  private(set) var inputEnd = 0
  /// Where in the input each byte comes from; only when ranges are wanted.
  private let keepsRanges: Bool
  private var starts: [Int] = []
  private var ends: [Int] = []

  init(characterLimit: Int, keepsRanges: Bool) {
    self.characterLimit = min(characterLimit, Self.largestCharacterLimit)
    self.keepsRanges = keepsRanges
    if keepsRanges {
      starts = Array(repeating: 0, count: Self.capacity)
      ends = starts
    }
  }

  subscript(index: Int) -> UInt8 {
    @inline(__always) get { bytes[index] }
  }

  var isEmpty: Bool { count == 0 && !isTooLong }

  mutating func removeAll() {
    count = 0
    characters = 0
    isTooLong = false
    runStart = 0
    hasRun = false
  }

  func start(ofByte index: Int) -> Int { keepsRanges ? starts[index] : inputStart }
  func end(ofByte index: Int) -> Int { keepsRanges ? ends[index] : inputEnd }

  mutating func append(ascii byte: UInt8, from start: Int) {
    if count == 0 { inputStart = start }
    inputEnd = start + 1
    guard characters < characterLimit else {
      isTooLong = true
      return
    }
    characters += 1
    bytes[count] = byte
    if keepsRanges {
      starts[count] = start
      ends[count] = start + 1
    }
    count += 1
    hasRun = false
  }

  /// Appends a scalar; one of a combining class other than 0 moves before those of a higher class (The Unicode
  /// Standard, section 3.11, canonical ordering) when `ordered`.
  mutating func append(scalar: UInt32, from start: Int, to end: Int, ordered: Bool) {
    if count == 0 { inputStart = start }
    inputEnd = end
    guard characters < characterLimit else {
      isTooLong = true
      return
    }
    characters += 1
    let encoded = EncodedScalar(scalar)
    var position = count
    if ordered {
      let combiningClass = UnicodeData.combiningClass(scalar)
      if combiningClass == 0 {
        hasRun = false
      } else if hasRun {
        position = place(of: combiningClass)
      } else {
        hasRun = true
        runStart = count
      }
    }
    insert(encoded, at: position, from: start, to: end)
  }

  /// A starter that was dropped still separates combining characters.
  mutating func endRun() { hasRun = false }

  /// Gives the bytes of a dropped mark to the character before it.
  mutating func extend(to end: Int) {
    guard count > 0 else { return }
    inputEnd = end
    if keepsRanges { ends[count - 1] = end }
  }

  private mutating func insert(_ encoded: EncodedScalar, at position: Int, from start: Int, to end: Int) {
    var index = count - 1
    while index >= position {
      bytes[index + encoded.length] = bytes[index]
      if keepsRanges {
        starts[index + encoded.length] = starts[index]
        ends[index + encoded.length] = ends[index]
      }
      index -= 1
    }
    var rest = encoded.bytes
    for offset in 0..<encoded.length {
      bytes[position + offset] = UInt8(truncatingIfNeeded: rest)
      rest >>= 8
      if keepsRanges {
        starts[position + offset] = start
        ends[position + offset] = end
      }
    }
    count += encoded.length
  }

  /// Where in the run a character of `combiningClass` belongs: before the first one of a higher class.
  private mutating func place(of combiningClass: UInt8) -> Int {
    let word = bytes.span.extracting(0..<count)
    var index = runStart
    while index < count {
      let scalar = DecodedScalar(word, at: index)
      if UnicodeData.combiningClass(scalar.value) > combiningClass { return index }
      index += scalar.length
    }
    return count
  }
}
