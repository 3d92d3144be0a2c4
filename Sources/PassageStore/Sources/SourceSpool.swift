internal import Common
internal import Storage

/// Collects the sources of the documents, in temporary files.
struct SourceSpool {
  /// Sources share frames up to this length, in bytes.
  private static let blockLength = 512 << 10

  /// Where each source begins, eight bytes each.
  let places: SpoolFile
  let bytes: SpoolFile
  private var cutter = FrameCutter(blockLength: Self.blockLength)

  init(in folder: String?) throws(SystemError) {
    places = try SpoolFile(in: folder)
    bytes = try SpoolFile(in: folder)
  }

  /// Takes the next document's source; `nil` for a document that has none.
  mutating func add(_ source: [UInt8]?) throws(SystemError) {
    try appendPlace()
    guard let source else { return }
    try bytes.append(source)
    cutter.add(source)
  }

  /// The two parts of the section's content, each with the ends of its frames: the places, then the sources.
  consuming func finish() throws(SystemError) -> [(content: MappedBytes, ends: [Int])] {
    try appendPlace()
    var placeCutter = FrameCutter(blockLength: Self.blockLength)
    let rows = try places.mapped()
    placeCutter.add(length: rows.count)
    return [(rows, placeCutter.finish()), (try bytes.mapped(), cutter.finish())]
  }

  private func appendPlace() throws(SystemError) {
    var row = ByteWriter()
    row.append(UInt64(bytes.count))
    try places.append(row.bytes)
  }
}
