package import Common
internal import Storage

/// Vectors of a remote encoder, kept in a file beside the manifest so that builds need no service and give the same bytes.
///
/// A vector is found by the SHA-256 of the text that it belongs to. The file only grows, a whole record at a time; a record
/// that a crash cut short, or that was damaged, is passed over and its text is asked for again. `docs/remote-encoder.md`
/// describes the use. All numbers are little-endian.
///
/// | offset | size | meaning |
/// |---|---|---|
/// | 0 | 8 | mark, `ALMVECTS` |
/// | 8 | 4 | version of the layout, 1 |
/// | 12 | 4 | dimensions, *d* |
/// | 16 | 32 | SHA-256 of the model: its name, a zero byte and the dimensions as decimal digits |
/// | 48 | 16 | zero |
/// | 64 | 40 + *d* each | records: SHA-256 of the text, scale (Float), *d* int8 codes, and the first 4 bytes of the SHA-256 of all that |
package struct VectorArchive: Sendable {
  package static let fileName = "corpus.vectors"
  private static let mark: UInt64 = 0x5354_4345_564D_4C41
  private static let version: UInt32 = 1
  private static let headerSize = 64
  private static let checkSize = 4

  /// The first half of a digest: enough to tell texts apart, and a third of its memory.
  private struct Key: Hashable {
    var words: (UInt64, UInt64)

    init(_ digest: Digest) {
      func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
      words = (word(digest.bytes[0..<8]), word(digest.bytes[8..<16]))
    }

    static func == (left: Self, right: Self) -> Bool { left.words == right.words }

    func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
  }

  package let path: String
  private let dimensions: Int
  private let file: MappedBytes
  /// Where each text's last sound record begins.
  private var places: [Key: Int] = [:]
  /// Where whole records end.
  private var end = headerSize

  /// Opens the file at `path`; one that is missing counts as empty.
  ///
  /// - Throws: `VectorArchiveError` when it is none or belongs to another model; `SystemError` when it cannot be read.
  /// - Complexity: linear in the size of the file, all of which is checked.
  package init(path: String, model: RemoteModel) throws {
    self.path = path
    dimensions = model.dimensions
    file = try Self.bytes(path)
    if file.isEmpty { return }
    guard file.load(at: 0, as: UInt64.self) == Self.mark, file.load(at: 8, as: UInt32.self) == Self.version else {
      throw VectorArchiveError.foreign(path: path)
    }
    guard Int(file.load(at: 12, as: UInt32.self)) == dimensions,
      file.array(16..<48) == Self.identity(model).bytes
    else { throw VectorArchiveError.otherModel(path: path, model: model.name, dimensions: dimensions) }
    readRecords()
  }

  private static func bytes(_ path: String) throws(SystemError) -> MappedBytes {
    do {
      return try MappedFile(path: path).bytes
    } catch {
      guard error.code == .notFound else { throw error }
      return MappedBytes([])
    }
  }

  private var recordSize: Int { Digest.byteCount + 4 + dimensions + Self.checkSize }

  private mutating func readRecords() {
    while end + recordSize <= file.count {
      let record = file.array(end..<(end + recordSize))
      let checked = Array(record.dropLast(Self.checkSize))
      if Digest(hashing: checked).bytes.prefix(Self.checkSize).elementsEqual(record.suffix(Self.checkSize)),
        let digest = Digest(bytes: checked.prefix(Digest.byteCount))
      {
        places[Key(digest)] = end
      }
      end += recordSize
    }
  }

  /// Texts that have a vector.
  package var count: Int { places.count }

  package func contains(_ text: [UInt8]) -> Bool { places[Key(Digest(hashing: text))] != nil }

  /// The vector of a UTF-8 text; `nil` when there is none.
  package func vector(of text: [UInt8]) -> QuantizedVector? {
    guard let place = places[Key(Digest(hashing: text))] else { return nil }
    let codes = place + Digest.byteCount + 4
    return QuantizedVector(
      codes: file.array(codes..<(codes + dimensions)).map { Int8(bitPattern: $0) },
      scale: file.loadFloat(at: place + Digest.byteCount))
  }

  /// Opens a file for more records; what a crash cut short at its end is taken off first.
  ///
  /// - Throws: `VectorArchiveError.busy` when another process writes it.
  package static func writer(path: String, model: RemoteModel) throws -> Writer {
    let archive = try VectorArchive(path: path, model: model)
    if archive.file.isEmpty || archive.end != archive.file.count {
      let whole = try AtomicFile(path: path)
      try whole.write(archive.file.isEmpty ? header(model) : archive.file.array(0..<archive.end))
      try whole.commit()
    }
    guard let file = try AppendedFile(path: path) else { throw VectorArchiveError.busy(path: path) }
    return Writer(file: file)
  }

  /// Appends records.
  package struct Writer {
    fileprivate let file: AppendedFile

    package func append(_ vectors: [(text: [UInt8], vector: QuantizedVector)]) throws(SystemError) {
      var writer = ByteWriter()
      for (text, vector) in vectors {
        var record = ByteWriter()
        record.append(contentsOf: Digest(hashing: text).bytes)
        record.append(vector.scale)
        record.append(contentsOf: vector.codes.map { UInt8(bitPattern: $0) })
        writer.append(contentsOf: record.bytes)
        writer.append(contentsOf: Digest(hashing: record.bytes).bytes.prefix(VectorArchive.checkSize))
      }
      try file.append(writer.bytes)
    }
  }

  private static func header(_ model: RemoteModel) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(mark)
    writer.append(version)
    writer.append(UInt32(model.dimensions))
    writer.append(contentsOf: identity(model).bytes)
    writer.append(contentsOf: [UInt8](repeating: 0, count: 16))
    return writer.bytes
  }

  private static func identity(_ model: RemoteModel) -> Digest {
    Digest(hashing: Array(model.name.utf8) + [0] + Array(String(model.dimensions).utf8))
  }
}

/// Why a file of vectors cannot be used.
package enum VectorArchiveError: ReportableError, Hashable {
  case foreign(path: String)
  case otherModel(path: String, model: String, dimensions: Int)
  case busy(path: String)

  package var exitStatus: ExitStatus { .diagnostics }

  package var diagnostics: [Diagnostic] {
    switch self {
    case .foreign(let path):
      [
        Diagnostic(
          .error, "vectors-foreign", at: SourceLocation(file: path), "the file holds no vectors of this version",
          remedy: "remove it and run `kbc fetch --vectors` again")
      ]
    case .otherModel(let path, let model, let dimensions):
      [
        Diagnostic(
          .error, "vectors-of-another-model", at: SourceLocation(file: path),
          "the vectors are of another model than \(model) with \(dimensions) dimensions",
          remedy: "remove the file and run `kbc fetch --vectors` again, or name the earlier model in the build spec")
      ]
    case .busy(let path):
      [
        Diagnostic(
          .error, "vectors-busy", at: SourceLocation(file: path), "another process is writing the file",
          remedy: "wait for it")
      ]
    }
  }
}
