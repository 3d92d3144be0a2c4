package import Common

/// What a bundle was made from and of: everything that its bytes depend on, and no clock.
package struct BuildRecord: Equatable, Sendable {
  /// The encoder that made the vectors.
  package struct Model: Equatable, Sendable {
    package var name: String
    /// Of the packed model: configuration, vocabulary and weights.
    package var digest: Digest
    /// Of a vector.
    package var dimensions: Int

    package init(name: String, digest: Digest, dimensions: Int) {
      self.name = name
      self.digest = digest
      self.dimensions = dimensions
    }
  }

  /// A library whose version can change the text.
  package struct Library: Equatable, Sendable {
    package var name: String
    package var version: String

    package init(name: String, version: String) {
      self.name = name
      self.version = version
    }
  }

  /// A part that was trained on some state of the corpus and stays until it is trained again.
  package struct TrainedPart: Equatable, Sendable {
    package var name: String
    package var digest: Digest

    package init(name: String, digest: Digest) {
      self.name = name
      self.digest = digest
    }
  }

  /// How a search of the bundle makes one list of the keyword and the vector side's, unless it is told otherwise.
  package struct Fusion: Equatable, Sendable {
    package enum Method: UInt8, Sendable {
      /// A weighted sum of standard scores.
      case zScore = 0
      /// Reciprocal ranks.
      case reciprocalRank = 1
    }

    package var method: Method
    /// The vector side's share in thousandths, `0…1000`; reciprocal ranks do not use it.
    package var weight: Int
    /// Chunks that each side gives, `1…`.
    package var depth: Int

    package init(method: Method = .zScore, weight: Int = 500, depth: Int = 1_000) {
      self.method = method
      self.weight = weight
      self.depth = depth
    }
  }

  package struct Counts: Equatable, Sendable {
    package var documents = 0
    package var chunks = 0
    package var questions = 0
    /// Bytes of all sources, as they were read.
    package var sourceBytes = 0
    /// Bytes of all documents' normalised text.
    package var textBytes = 0

    package init(documents: Int = 0, chunks: Int = 0, questions: Int = 0, sourceBytes: Int = 0, textBytes: Int = 0) {
      self.documents = documents
      self.chunks = chunks
      self.questions = questions
      self.sourceBytes = sourceBytes
      self.textBytes = textBytes
    }
  }

  /// Of the corpus, from the manifest.
  package var name: String
  package var version: String
  /// BCP 47.
  package var language: String?
  /// Of the manifest and of the build spec, as decoded.
  package var manifest: Digest
  package var specification: Digest
  package var model: Model?
  /// In the order given; the writer sorts by name before.
  package var libraries: [Library]
  package var trainedParts: [TrainedPart]
  package var counts: Counts
  package var fusion: Fusion

  package init(
    name: String, version: String, language: String? = nil, manifest: Digest = Digest(hashing: []),
    specification: Digest = Digest(hashing: []), model: Model? = nil, libraries: [Library] = [],
    trainedParts: [TrainedPart] = [], counts: Counts = Counts(), fusion: Fusion = Fusion()
  ) {
    self.name = name
    self.version = version
    self.language = language
    self.manifest = manifest
    self.specification = specification
    self.model = model
    self.libraries = libraries
    self.trainedParts = trainedParts
    self.counts = counts
    self.fusion = fusion
  }
}

extension BuildRecord {
  /// The bytes of the section: fields in a fixed order, see FORMAT.md; a later minor version appends.
  package var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(string: name)
    writer.append(string: version)
    writer.append(string: language ?? "")
    writer.append(contentsOf: manifest.bytes)
    writer.append(contentsOf: specification.bytes)
    writer.append(UInt8(model == nil ? 0 : 1))
    if let model {
      writer.append(string: model.name)
      writer.append(contentsOf: model.digest.bytes)
      writer.appendVariable(model.dimensions)
    }
    writer.appendVariable(libraries.count)
    for library in libraries {
      writer.append(string: library.name)
      writer.append(string: library.version)
    }
    writer.appendVariable(trainedParts.count)
    for part in trainedParts {
      writer.append(string: part.name)
      writer.append(contentsOf: part.digest.bytes)
    }
    for count in [counts.documents, counts.chunks, counts.questions, counts.sourceBytes, counts.textBytes] {
      writer.appendVariable(count)
    }
    writer.append(fusion.method.rawValue)
    writer.appendVariable(fusion.weight)
    writer.appendVariable(fusion.depth)
    return writer.bytes
  }

  package init(decoding bytes: [UInt8]) throws(BundleError) {
    var reader = ByteReader(bytes)
    do {
      try self.init(from: &reader)
    } catch let error {
      throw .malformedSection(
        .buildRecord, field: "byte \(reader.offset)", expected: "a build record", got: "\(error)")
    }
  }

  private init(from reader: inout ByteReader) throws(ByteReaderError) {
    func digest(_ reader: inout ByteReader) throws(ByteReaderError) -> Digest {
      let offset = reader.offset
      guard let digest = Digest(bytes: try reader.read(count: Digest.byteCount)) else {
        throw .truncated(offset: offset, need: Digest.byteCount, have: reader.remaining)
      }
      return digest
    }
    name = try reader.readString()
    version = try reader.readString()
    let language = try reader.readString()
    self.language = language.isEmpty ? nil : language
    manifest = try digest(&reader)
    specification = try digest(&reader)
    model = nil
    if try reader.read(UInt8.self) != 0 {
      model = Model(
        name: try reader.readString(), digest: try digest(&reader), dimensions: try reader.readVariableInt())
    }
    libraries = []
    // Each round reads at least one byte, so a count that lies ends at the end of the section.
    for _ in 0..<(try reader.readVariableInt()) {
      libraries.append(Library(name: try reader.readString(), version: try reader.readString()))
    }
    trainedParts = []
    for _ in 0..<(try reader.readVariableInt()) {
      trainedParts.append(TrainedPart(name: try reader.readString(), digest: try digest(&reader)))
    }
    counts = Counts(
      documents: try reader.readVariableInt(), chunks: try reader.readVariableInt(),
      questions: try reader.readVariableInt(), sourceBytes: try reader.readVariableInt(),
      textBytes: try reader.readVariableInt())
    // A method of a later minor version searches as the default does.
    fusion = Fusion(
      method: Fusion.Method(rawValue: try reader.read(UInt8.self)) ?? .zScore,
      weight: min(try reader.readVariableInt(), 1_000), depth: max(try reader.readVariableInt(), 1))
  }
}
