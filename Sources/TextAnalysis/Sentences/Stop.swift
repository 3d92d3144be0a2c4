/// What a scalar does to a sentence.
enum Stop {
  /// Nothing.
  case none
  /// A full stop, which also ends abbreviations and numbers.
  case period
  /// `!`, `?`, `…` and their like: an end when white space follows.
  case strong
  /// A stop of a script that writes no space after it.
  case unspaced

  @inline(__always)
  init(_ scalar: UInt32) {
    switch scalar {
    case 0x2E: self = .period
    // Exclamation and question marks, ellipsis, Greek, Armenian, Arabic, Ethiopic, Indic, doubled marks.
    case 0x21, 0x3F, 0x2026, 0x37E, 0x589, 0x61F, 0x6D4, 0x964, 0x965, 0x1362, 0x1367, 0x1368, 0x203C, 0x203D,
      0x2047...0x2049:
      self = .strong
    // Burmese, Khmer, Tibetan; ideographic and full-width stops.
    case 0x104A, 0x104B, 0x17D4, 0x17D5, 0xF0D, 0xF0E, 0x3002, 0xFF01, 0xFF0E, 0xFF1F, 0xFF61: self = .unspaced
    default: self = .none
    }
  }
}

/// A stop with the stops and closing characters right after it.
struct StopTail {
  /// The strongest kind among the stops.
  private(set) var stop: Stop
  /// Where the tail ends.
  private(set) var end: Int
  /// True for one full stop, alone or before closing characters.
  private(set) var isSinglePeriod: Bool
  /// True when a quote or bracket closes after the stop.
  private(set) var hasCloser = false

  init(_ text: borrowing Span<UInt8>, stop: Stop, from start: Int, to limit: Int) {
    self.stop = stop
    end = start
    var stops = 0
    while end < limit {
      let scalar = DecodedScalar(text, at: end)
      let kind = Stop(scalar.value)
      if kind == .none { break }
      stops += 1
      if kind == .unspaced || kind == .strong && self.stop == .period { self.stop = kind }
      end = min(limit, end + scalar.length)
    }
    isSinglePeriod = stops == 1 && self.stop == .period
    while end < limit {
      let scalar = DecodedScalar(text, at: end)
      guard Self.closes(scalar.value) else { break }
      hasCloser = true
      end = min(limit, end + scalar.length)
    }
  }

  /// True for what may stand between a stop and the end of its sentence: quotes, brackets, the marks of emphasis in
  /// Markdown, variation selectors.
  private static func closes(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x22, 0x27, 0x29, 0x5D, 0x7D, 0x2A, 0x5F, 0x60, 0xBB, 0x2019, 0x201D, 0x201C, 0x203A, 0x300D, 0x300F, 0x3011,
      0x300B, 0x3009, 0x3015, 0xFF09, 0xFF3D, 0xFE0E, 0xFE0F:
      true
    default: false
    }
  }
}
