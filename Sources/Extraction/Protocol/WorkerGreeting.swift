internal import Common

/// A worker's first frame: who it is and what it can do.
///
///     greeting    "ALMX" · version 4 bytes · extractors n extractor* · gaps n string*
///     extractor   formats n string* · libraries n (name string · version string)*
package struct WorkerGreeting: Equatable, Sendable {
  static let magic = Array("ALMX".utf8)
  /// The most that a greeting may hold, in bytes.
  static let maximumBytes = 1 << 16

  package var extractors: [ExtractorDescription]
  /// How the worker could not be confined on this machine, in words; empty as a rule.
  package var gaps: [String]

  package init(extractors: [ExtractorDescription], gaps: [String] = []) {
    self.extractors = extractors
    self.gaps = gaps
  }

  package var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(contentsOf: Self.magic)
    writer.append(WorkerProtocol.version)
    writer.appendVariable(extractors.count)
    for extractor in extractors {
      writer.appendVariable(extractor.formats.count)
      for format in extractor.formats { writer.append(string: format.rawValue) }
      writer.appendVariable(extractor.libraries.count)
      for library in extractor.libraries {
        writer.append(string: library.name)
        writer.append(string: library.version)
      }
    }
    writer.appendVariable(gaps.count)
    for gap in gaps { writer.append(string: gap) }
    return writer.bytes
  }

  package init(decoding frame: [UInt8]) throws(WorkerProtocolError) {
    guard frame.count >= 8, frame.starts(with: Self.magic) else { throw .notAWorker }
    let version = frame[4..<8].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard version == WorkerProtocol.version else { throw .version(expected: WorkerProtocol.version, got: version) }
    var reader = CheckedReader(Array(frame[8...]))
    extractors = []
    gaps = []
    for _ in 0..<(try reader.integer()) {
      var extractor = ExtractorDescription(formats: [], libraries: [])
      for _ in 0..<(try reader.integer()) { extractor.formats.append(try reader.format()) }
      for _ in 0..<(try reader.integer()) {
        extractor.libraries.append(LibraryVersion(try reader.string(), try reader.string()))
      }
      extractors.append(extractor)
    }
    for _ in 0..<(try reader.integer()) { gaps.append(try reader.string()) }
    guard reader.remaining == 0 else { throw .trailingBytes(reader.remaining) }
  }
}
