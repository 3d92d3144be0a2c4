/// Cuts the characters of a page into segments.
///
/// Works on one pass over the characters, each with its box, as Poppler gives them: lines end in a line feed. Words of a
/// line that stand far apart, such as the cells of a table, become segments of their own; a space is added where two
/// words stand apart without one.
struct SegmentReader {
  /// A run of characters of one font, up to `end` (not included), counted in characters.
  struct FontRun {
    var end: Int
    var size: Double
    var style: FontStyle
  }

  /// How many characters of the segment have a size and style.
  private struct Share {
    var size: Double
    var style: FontStyle
    var count: Int
  }

  /// A gap of more than so many times the size parts two segments; more in fonts of fixed width, where blanks line up.
  private static let partingGap = 1.2
  private static let partingGapMonospaced = 2.6
  /// A gap of more than so many times the size is a space.
  private static let spaceGap = 0.3
  /// A raised character is at most so many times as large as those around it.
  private static let raisedSize = 0.8

  private(set) var bytes: [UInt8] = []
  private(set) var segments: [Segment] = []
  private let runs: [FontRun]
  private var run = 0
  private var character = 0

  private var start = 0
  private var box: PDFBox?
  private var last: PDFBox?
  private var hasSpace = false
  private var isRightToLeft = false
  private var shares: [Share] = []
  private var steps = (across: 0, down: 0)
  /// Where the run of the current size began in the bytes, and its box.
  private var pieces: [(range: Range<Int>, size: Double, box: PDFBox)] = []

  /// How many of Poppler's marks of direction are open, and the box of what they hold.
  private var depth = 0
  private var fragment: PDFBox?
  private var fragmentStart = 0
  private var lastFragment: PDFBox?
  /// Words that run from the right stand apart when the gap is more than so many times their height.
  private static let fragmentGap = 0.08

  init(runs: [FontRun], capacity: Int) {
    self.runs = runs
    bytes.reserveCapacity(capacity)
  }

  /// Begins a line.
  mutating func beginLine(isRightToLeft: Bool) {
    self.isRightToLeft = isRightToLeft
  }

  mutating func endLine() {
    character += 1
    endSegment()
    last = nil
  }

  mutating func space() {
    character += 1
    hasSpace = true
  }

  /// Adds a visible character: its UTF-8 bytes and its box.
  @inline(__always)
  mutating func add(_ scalar: UInt32, in glyph: PDFBox) {
    while run < runs.count, character >= runs[run].end { run += 1 }
    let size = run < runs.count ? runs[run].size : glyph.height
    let style = run < runs.count ? runs[run].style : []
    character += 1
    // Between two columns Poppler does not always end the line.
    if let last, box != nil, last.isApart(from: glyph) { endSegment() }
    if let last, let box {
      if !isRightToLeft {
        let gap = max(glyph.left - last.right, last.left - glyph.right)
        let unit = min(max(size, 1), max(glyph.height, 1) * 1.5)
        let limit = style.contains(.monospaced) ? Self.partingGapMonospaced : Self.partingGap
        if gap > limit * unit {
          endSegment()
        } else if hasSpace || gap > Self.spaceGap * unit && !box.isTurned(with: glyph) {
          bytes.append(0x20)
        }
      } else if hasSpace {
        bytes.append(0x20)
      }
      if abs(glyph.left - last.left) < 0.5 * abs(glyph.top - last.top) { steps.down += 1 } else { steps.across += 1 }
    }
    hasSpace = false
    if box == nil { start = bytes.count }
    let position = bytes.count
    append(scalar)
    box = box?.union(glyph) ?? glyph
    if isRightToLeft {
      if depth > 0 { fragment = fragment?.union(glyph) ?? glyph } else { lastFragment = glyph }
    }
    last = glyph
    count(size, style, position..<bytes.count, glyph)
  }

  private mutating func count(_ size: Double, _ style: FontStyle, _ range: Range<Int>, _ glyph: PDFBox) {
    if let index = shares.firstIndex(where: { $0.size == size && $0.style == style }) {
      shares[index].count += 1
    } else {
      shares.append(Share(size: size, style: style, count: 1))
    }
    if let piece = pieces.indices.last, pieces[piece].size == size {
      pieces[piece].range = pieces[piece].range.lowerBound..<range.upperBound
      pieces[piece].box.formUnion(glyph)
    } else {
      pieces.append((range, size, glyph))
    }
  }

  /// A word against the direction of the line begins: Poppler puts no space between two of them.
  mutating func openFragment() {
    depth += 1
    if depth == 1 {
      fragment = nil
      fragmentStart = bytes.count
    }
  }

  mutating func closeFragment() {
    guard depth > 0 else { return }
    depth -= 1
    guard depth == 0, let fragment else { return }
    defer { lastFragment = fragment }
    guard let lastFragment, box != nil, fragmentStart > start, fragmentStart < bytes.count,
      bytes[fragmentStart] != 0x20, bytes[fragmentStart - 1] != 0x20
    else { return }
    let gap = max(lastFragment.left - fragment.right, fragment.left - lastFragment.right)
    guard gap > Self.fragmentGap * fragment.height else { return }
    bytes.insert(0x20, at: fragmentStart)
    pieces.removeAll(keepingCapacity: true)
  }

  mutating func endSegment() {
    defer {
      depth = 0
      fragment = nil
      lastFragment = nil
      box = nil
      hasSpace = false
      shares.removeAll(keepingCapacity: true)
      pieces.removeAll(keepingCapacity: true)
      steps = (0, 0)
    }
    guard let box, start < bytes.count, box.isFinite else { return }
    // Of two shares of equal count, the first stays.
    let most = shares.reduce(shares[0]) { $1.count > $0.count ? $1 : $0 }
    let sizes = Set(shares.map(\.size))
    var size = most.size
    if sizes.count > 1 {
      // Bold and regular words of one size count together.
      func total(_ size: Double) -> Int { shares.reduce(0) { $0 + ($1.size == size ? $1.count : 0) } }
      for share in shares where total(share.size) > total(size) { size = share.size }
    }
    var segment = Segment(text: start..<bytes.count, box: box, size: size, style: most.style)
    segment.isRightToLeft = isRightToLeft
    segment.isTurned = steps.down > steps.across
    if pieces.count > 1, !segment.isTurned { trim(&segment, size: size) }
    segments.append(segment)
  }

  /// Takes the height from the characters of the usual size, and notes the small ones that stand higher.
  private func trim(_ segment: inout Segment, size: Double) {
    let usual = pieces.filter { $0.size == size }.map(\.box)
    guard let first = usual.first else { return }
    let body = usual.dropFirst().reduce(first) { $0.union($1) }
    segment.box.top = body.top
    segment.box.bottom = body.bottom
    for piece in pieces
    where piece.size <= Self.raisedSize * size && piece.range.count <= 3 && piece.box.bottom < body.bottom - 0.15 * size
    {
      segment.marks.append(piece.range)
    }
  }

  private mutating func append(_ scalar: UInt32) {
    switch scalar {
    case ..<0x80: bytes.append(UInt8(truncatingIfNeeded: scalar))
    case ..<0x800:
      bytes.append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
      bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
    case ..<0x10000:
      bytes.append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
      bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
      bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
    default:
      bytes.append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18 & 0x07))
      bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F))
      bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
      bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
    }
  }
}

extension PDFBox {
  /// Whether `glyph` stands neither beside this nor over or under it.
  fileprivate func isApart(from glyph: PDFBox) -> Bool {
    (glyph.top >= bottom || glyph.bottom <= top) && (glyph.left >= right || glyph.right <= left)
  }

  /// Whether `glyph` stands over or under this and not beside it.
  fileprivate func isTurned(with glyph: PDFBox) -> Bool {
    glyph.right > left && glyph.left < right && (glyph.bottom <= top || glyph.top >= bottom)
  }
}
