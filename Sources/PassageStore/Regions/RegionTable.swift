internal import BundleFormat
internal import Common
internal import Storage

/// Reads the regions section; every place, length and number is checked.
struct RegionTable: Sendable {
  private let bundle: BundleReader
  private let bytes: MappedBytes

  init(bundle: BundleReader) throws(BundleError) {
    self.bundle = bundle
    bytes = try bundle.section(.regions)
  }

  /// The regions of `record`, the chunk in `row`, at `place`.
  func regions(at place: UInt64, of record: ChunkRecord, row: Int) throws(BundleError) -> [TextRegion] {
    guard place < UInt64(bytes.count) else { throw malformed(row, "a place below \(bytes.count)", "\(place)") }
    let start = Int(place)
    let head = start..<min(start + 10, bytes.count)
    try bundle.check(.regions, head)
    var reader = ByteReader(bytes.array(head))
    guard let length = try? reader.readVariableInt(), length <= bytes.count - start - reader.offset else {
      throw malformed(row, "a length within the section", "another")
    }
    let body = (start + reader.offset)..<(start + reader.offset + length)
    try bundle.check(.regions, body)
    guard let regions = RegionCoding.regions(bytes.array(body), of: record) else {
      throw malformed(row, "regions in order, within the chunk and on its pages", "others")
    }
    return regions
  }

  private func malformed(_ row: Int, _ expected: String, _ got: String) -> BundleError {
    .malformedSection(.regions, field: "chunk \(row)", expected: expected, got: got)
  }
}
