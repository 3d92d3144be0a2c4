internal import Common
internal import Extraction

/// A block while its lines are gathered.
struct OpenBlock {
  enum Role: Equatable {
    case paragraph
    /// The left edges of the marker and of the text behind it.
    case listItem(markerLeft: Double, textLeft: Double)
    case heading(TypeScale.HeadingStyle, outlineLevel: Int?)
    case tableHeader
    case tableRow
    case code
    case footnote
    /// A line of a table of contents.
    case contentsEntry
  }

  var role: Role
  /// UTF-8.
  var bytes: [UInt8] = []
  var regions: [TextRegion] = []
  var pages: ClosedRange<Int>
  /// What may be marks of footnotes, in bytes of the text.
  var marks: [Range<Int>] = []
  /// Its first line, for the decision whether it goes on with a block of another zone.
  var first: TextLine?
  /// Its last line, for the decision whether the next one goes on with it.
  var last: TextLine?
  var lineCount = 1
  /// Whether the last line reaches the right edge of its column.
  var isFull = false

  init(_ role: Role, _ line: TextLine) {
    self.role = role
    let text = line.withoutBullet
    bytes = Array(text)
    pages = line.page...line.page
    let offset = bytes.count - line.bytes.count
    marks = line.marks.map { ($0.lowerBound + offset)..<($0.upperBound + offset) }.filter { $0.lowerBound >= 0 }
    first = line
    last = line
    if let region = line.region { regions = [TextRegion(0..<bytes.count, region.rectangle)] }
  }

  init(_ role: Role, page: Int) {
    self.role = role
    pages = page...page
  }

  /// Adds bytes that stand in `box`.
  mutating func append(_ text: some Collection<UInt8>, box: PDFBox?, page: Int) {
    let start = bytes.count
    bytes += text
    if let box, start < bytes.count {
      regions.append(TextRegion(start..<bytes.count, box.rectangle(page: page)))
    }
    pages = min(pages.lowerBound, page)...max(pages.upperBound, page)
  }

  /// Adds the next line of a paragraph.
  mutating func append(_ line: TextLine, _ hyphenation: Hyphenation) {
    prepare(for: line.bytes[...], hyphenation)
    let offset = bytes.count
    append(line.bytes, box: line.hasPlace ? line.box : nil, page: line.page)
    marks += line.marks.map { ($0.lowerBound + offset)..<($0.upperBound + offset) }
    last = line
    lineCount += 1
  }

  /// Ends the text so that `next` can follow: without the hyphen that parts a word, or with a space.
  mutating func prepare(for next: ArraySlice<UInt8>, _ hyphenation: Hyphenation) {
    if let dropped = hyphenation.join(bytes, next) {
      bytes.removeLast(dropped)
      if let last = regions.indices.last, regions[last].range.upperBound > bytes.count {
        let start = min(regions[last].range.lowerBound, bytes.count)
        regions[last].range = start..<bytes.count
      }
    } else if !Self.meetUnspaced(bytes, next) {
      bytes.append(0x20)
    }
  }

  private static func meetUnspaced(_ first: [UInt8], _ second: ArraySlice<UInt8>) -> Bool {
    guard let before = first.last, before >= 0x80, let last = PDFText.lastScalar(first), PDFText.isUnspaced(last),
      let next = PDFText.firstScalar(second)
    else { return false }
    return PDFText.isUnspaced(next)
  }
}

extension OpenBlock {
  /// Joins a block that goes on with this one, on another column or page.
  mutating func append(_ next: OpenBlock, _ hyphenation: Hyphenation) {
    prepare(for: next.bytes[...], hyphenation)
    let offset = bytes.count
    bytes += next.bytes
    regions += next.regions.map {
      TextRegion(($0.range.lowerBound + offset)..<($0.range.upperBound + offset), $0.rectangle)
    }
    pages = min(pages.lowerBound, next.pages.lowerBound)...max(pages.upperBound, next.pages.upperBound)
    marks += next.marks.map { ($0.lowerBound + offset)..<($0.upperBound + offset) }
    last = next.last
    lineCount += next.lineCount
    isFull = next.isFull
  }

  /// Takes bytes out of the text, and one of two spaces that meet where they were.
  mutating func remove(_ range: Range<Int>) {
    let isSpaced = range.lowerBound > 0 && bytes[range.lowerBound - 1] == 0x20
    let leavesTwo = isSpaced && range.upperBound < bytes.count && bytes[range.upperBound] == 0x20
    let range = (leavesTwo ? range.lowerBound - 1 : range.lowerBound)..<range.upperBound
    func moved(_ place: Int) -> Int { place <= range.lowerBound ? place : max(range.lowerBound, place - range.count) }
    bytes.removeSubrange(range)
    regions = regions.map {
      TextRegion(moved($0.range.lowerBound)..<moved($0.range.upperBound), $0.rectangle)
    }
    marks = marks.map { moved($0.lowerBound)..<moved($0.upperBound) }
  }

  /// Puts a bullet back that was left out: a heading may begin with a dash.
  mutating func restoreMarker() {
    guard let first, let marker = first.marker, marker.isBullet else { return }
    let bullet = first.bytes[..<marker.length]
    bytes.insert(contentsOf: bullet, at: 0)
    regions = regions.map {
      TextRegion(($0.range.lowerBound + marker.length)..<($0.range.upperBound + marker.length), $0.rectangle)
    }
  }
}
