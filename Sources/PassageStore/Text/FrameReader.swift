internal import BundleFormat
internal import Compression
internal import Storage
internal import Synchronization

/// Reads ranges of a section of zstd frames; decompresses the frames that they touch and no others.
final class FrameReader: Sendable {
  /// A decompressor with the bundle's dictionary; one thread at a time uses it.
  private final class Decompressor: Sendable {
    let state: Mutex<ZstdDecompressor>

    init(dictionary: ZstdDictionary?) throws(CompressionError) {
      state = Mutex(try ZstdDecompressor(dictionary: dictionary))
    }
  }

  private let bundle: BundleReader
  private let kind: SectionKind
  private let rowKind: SectionKind
  private let hasDictionary: Bool
  private let frames: MappedBytes
  private let rows: FixedTable
  private let cache: FrameCache
  private let units: UnitCounts
  /// Decompressors that nobody uses now: as many as threads ever read at the same time.
  private let idle = Mutex<[Decompressor]>([])
  /// Bytes of what all frames hold.
  let contentLength: Int
  var frameCount: Int { rows.count - 1 }

  /// - Parameters:
  ///   - kind: the section of the frames.
  ///   - rowKind: the section that says where they begin.
  ///   - hasDictionary: whether they use the bundle's dictionary, if it has one.
  ///   - cacheLimit: bytes that stay decompressed.
  init(
    _ kind: SectionKind, rows rowKind: SectionKind, hasDictionary: Bool, of bundle: BundleReader, cacheLimit: Int
  ) throws(BundleError) {
    self.bundle = bundle
    self.kind = kind
    self.rowKind = rowKind
    self.hasDictionary = hasDictionary
    cache = FrameCache(limit: cacheLimit)
    frames = try bundle.section(kind, codec: .zstdFrames)
    contentLength = bundle.entry(kind)?.contentLength ?? 0
    rows = try FixedTable(
      rowKind, of: bundle, rowLength: FrameField.length, start: FrameHeaderField.length)
    guard rows.count > 0 else {
      throw .malformedSection(rowKind, field: "length", expected: "one row more than frames", got: "none")
    }
    units = UnitCounts(frameCount: rows.count - 1)
    let last = bounds(rows.count - 1)
    guard last.stored == UInt64(frames.count), last.content == UInt64(contentLength) else {
      throw .malformedSection(
        rowKind, field: "the last row", expected: "\(frames.count), \(contentLength)",
        got: "\(last.stored), \(last.content)")
    }
  }

  /// The bytes of `range` of the content.
  func bytes(in range: Range<Int>) throws(BundleError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= contentLength else {
      throw .malformedSection(kind, field: "range", expected: "an end up to \(contentLength)", got: "\(range)")
    }
    var bytes: [UInt8] = []
    // The length is the file's word until the frames have been seen.
    bytes.reserveCapacity(min(range.count, BundleConstants.maximumFrameLength))
    try forEachFrame(of: range) { (frame, place, part) throws(BundleError) in
      bytes += try content(of: frame, place)[part]
    }
    return bytes
  }

  /// The UTF-16 code units of `range` of the content, which is UTF-8.
  ///
  /// - Complexity: O(1) for a frame that was counted before.
  func utf16Count(in range: Range<Int>) throws(BundleError) -> Int {
    var total = 0
    try forEachFrame(of: range) { (frame, place, part) throws(BundleError) in
      let count: UnitCounts.Count
      if let known = units.count(of: frame) {
        count = known
      } else {
        count = UnitCounts.Count(try content(of: frame, place))
        units.keep(count, of: frame)
      }
      if part.count == place.content.count {
        total += count.utf16
      } else {
        func units(before position: Int) throws(BundleError) -> Int {
          try count.utf16(before: position) { () throws(BundleError) in try content(of: frame, place) }
        }
        total += try units(before: part.upperBound) - units(before: part.lowerBound)
      }
    }
    return total
  }

  /// Calls `body` with every frame that holds a part of `range`, and with the part in bytes of the frame.
  private func forEachFrame(
    of range: Range<Int>,
    _ body: (
      _ frame: Int, _ place: (stored: Range<Int>, content: Range<Int>), _ part: Range<Int>
    ) throws(BundleError) -> Void
  ) throws(BundleError) {
    guard !range.isEmpty else { return }
    var position = range.lowerBound
    var frame = firstFrame(holding: position)
    while position < range.upperBound {
      let place = try place(of: frame)
      guard place.content.contains(position) else {
        throw .malformedSection(
          rowKind, field: "row \(frame)", expected: "a frame that holds byte \(position)", got: "\(place.content)")
      }
      let end = min(range.upperBound, place.content.upperBound)
      try body(frame, place, (position - place.content.lowerBound)..<(end - place.content.lowerBound))
      position = end
      frame += 1
    }
  }

  private func bounds(_ row: Int) -> (stored: UInt64, content: UInt64) {
    func number(_ offset: Int) -> UInt64 {
      UInt64(rows.number(row: row, offset: offset)) | UInt64(rows.number(row: row, offset: offset + 4)) << 32
    }
    return (number(0), number(8))
  }

  /// The last frame that begins at or before `position`, if the rows are in order; any number otherwise.
  private func firstFrame(holding position: Int) -> Int {
    var low = 0
    var high = frameCount
    while high - low > 1 {
      let middle = (low + high) / 2
      if bounds(middle).content <= UInt64(position) { low = middle } else { high = middle }
    }
    return low
  }

  /// Where a frame lies in the section and in the content, checked.
  private func place(of frame: Int) throws(BundleError) -> (stored: Range<Int>, content: Range<Int>) {
    var begin = try rows.row(frame)
    var end = try rows.row(frame + 1)
    let stored: (UInt64, UInt64) = (begin.next(), end.next())
    let content: (UInt64, UInt64) = (begin.next(), end.next())
    guard stored.0 < stored.1, stored.1 <= UInt64(frames.count), content.0 < content.1,
      content.1 <= UInt64(contentLength), content.1 - content.0 <= UInt64(BundleConstants.maximumFrameLength)
    else {
      throw .malformedSection(
        rowKind, field: "row \(frame)", expected: "growing places within the content",
        got: "\(stored.0)–\(stored.1), \(content.0)–\(content.1)")
    }
    return (Int(stored.0)..<Int(stored.1), Int(content.0)..<Int(content.1))
  }

  private func content(
    of frame: Int, _ place: (stored: Range<Int>, content: Range<Int>)
  ) throws(BundleError) -> [UInt8] {
    if let known = cache.content(of: frame) { return known }
    try bundle.check(kind, place.stored)
    // Other threads decompress other frames meanwhile; two that want the same one both do the work.
    let decompressor: Decompressor
    if let known = idle.withLock({ $0.popLast() }) {
      decompressor = known
    } else {
      do throws(CompressionError) {
        decompressor = try Decompressor(dictionary: dictionary())
      } catch {
        throw .malformedSection(
          .zstdDictionary, field: "dictionary", expected: "a zstd dictionary", got: error.description)
      }
    }
    defer { idle.withLock { $0.append(decompressor) } }
    do throws(CompressionError) {
      let content = try decompressor.state.withLock { (state) throws(CompressionError) in
        try state.content(of: frames[place.stored], limit: place.content.count)
      }
      guard content.count == place.content.count else {
        throw .wrongLength(expected: place.content.count, got: content.count)
      }
      cache.keep(content, of: frame)
      return content
    } catch {
      throw .malformedSection(kind, field: "frame \(frame)", expected: "a zstd frame", got: error.description)
    }
  }

  private func dictionary() throws(CompressionError) -> ZstdDictionary? {
    guard hasDictionary, bundle.contains(.zstdDictionary) else { return nil }
    do {
      let bytes = try bundle.section(.zstdDictionary)
      try bundle.check(.zstdDictionary, 0..<bytes.count)
      return ZstdDictionary(bytes: bytes.array)
    } catch {
      throw .corrupt("\(error)")
    }
  }
}
