internal import BundleFormat
internal import Common
internal import Storage

/// A section of rows of one length, read in place.
struct FixedTable: Sendable {
  let kind: SectionKind
  let rowLength: Int
  let count: Int
  private let bundle: BundleReader
  private let bytes: MappedBytes
  /// Where the first row begins.
  private let start: Int

  /// A table that fills its section, from `start` on.
  init(_ kind: SectionKind, of bundle: BundleReader, rowLength: Int, start: Int = 0) throws(BundleError) {
    self.kind = kind
    self.rowLength = rowLength
    self.start = start
    self.bundle = bundle
    bytes = try bundle.section(kind)
    guard bytes.count >= start, (bytes.count - start) % rowLength == 0 else {
      throw BundleError.malformedSection(
        kind, field: "length", expected: "\(start) and a multiple of \(rowLength)", got: "\(bytes.count)"
      ).located(in: bundle.path)
    }
    count = (bytes.count - start) / rowLength
  }

  /// A number of a row without a check of the block: for hot paths, where a wrong one only leads to a wrong hit.
  func number(row: Int, offset: Int) -> UInt32 { bytes.load32(at: start + row * rowLength + offset) }

  /// A cursor over a row whose block has been compared with the hash tree.
  func row(_ index: Int) throws(BundleError) -> RowCursor {
    guard index >= 0, index < count else {
      throw .malformedSection(kind, field: "row", expected: "a row below \(count)", got: "\(index)")
    }
    let position = start + index * rowLength
    try bundle.check(kind, position..<(position + rowLength))
    return RowCursor(bytes: bytes, position: position)
  }
}

/// Reads the fields of a row in order.
struct RowCursor {
  private let bytes: MappedBytes
  private var position: Int

  init(bytes: MappedBytes, position: Int) {
    self.bytes = bytes
    self.position = position
  }

  mutating func next(_ type: UInt32.Type = UInt32.self) -> UInt32 {
    defer { position += 4 }
    return bytes.load32(at: position)
  }

  mutating func next(_ type: UInt64.Type = UInt64.self) -> UInt64 {
    defer { position += 8 }
    return bytes.load64(at: position)
  }

  mutating func digest() -> Digest {
    defer { position += Digest.byteCount }
    return Digest(bytes: bytes.array(position..<(position + Digest.byteCount))) ?? Digest(hashing: [])
  }
}
