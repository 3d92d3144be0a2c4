package import BundleFormat
internal import Common
package import Compression
internal import Storage

/// How the text is compressed.
package struct TextCompression: Sendable {
  package enum Dictionary: Sendable {
    /// Trained on the text, where it is long enough.
    case trained
    /// A trained part that was made before.
    case given(ZstdDictionary)
    case none
  }

  /// In `ZstdLibrary.levels`.
  package var level: Int
  package var dictionary: Dictionary
  /// Threads; the bytes do not depend on it.
  package var jobs: Int
  /// What was compressed before; the bytes do not depend on it.
  package var archive: (any FrameArchive)?

  package init(
    level: Int = 19, dictionary: Dictionary = .trained, jobs: Int = 1, archive: (any FrameArchive)? = nil
  ) {
    self.level = level
    self.dictionary = dictionary
    self.jobs = jobs
    self.archive = archive
  }
}

extension PassageStoreBuilder {
  /// Writes the sections: documents, chunks, blocks, questions, metadata, strings, regions, dictionary, text and its
  /// frames, sources and theirs.
  ///
  /// - Parameter progress: told the bytes of text compressed so far, of `textLength`.
  /// - Returns: the dictionary that the text was compressed with.
  @discardableResult
  package func write(
    to writer: inout BundleWriter, compression: TextCompression = TextCompression(),
    progress: (Int) -> Void = { _ in }
  ) throws -> ZstdDictionary? {
    try writer.addSection(.documents) { try $0.append(documents.mapped()) }
    try writer.addSection(.chunks) { try $0.append(chunks.mapped()) }
    try writer.addSection(.blocks, required: false) { try appendBlocks(to: &$0) }
    try writer.addSection(.questions, required: false) { try $0.append(questions.mapped()) }
    try writer.addSection(.metadata) { try appendMetadata(to: &$0) }
    try writer.addSection(.strings) { try $0.append(strings.mapped()) }
    if regions.count > 1 { try writer.addSection(.regions, required: false) { try $0.append(regions.mapped()) } }
    let text = try text.mapped()
    let dictionary: ZstdDictionary? =
      switch compression.dictionary {
      case .trained: try trainedDictionary(compression.archive)
      case .given(let dictionary): dictionary
      case .none: nil
      }
    if let dictionary {
      try writer.addSection(.zstdDictionary, isContent: false, bytes: dictionary.bytes)
    }
    try writeFrames(
      [(text, cutter.finish())], as: .text, rows: .textFrames, dictionary, compression, to: &writer, progress)
    if let parts = try sources?.finish() {
      try writeFrames(parts, as: .sources, rows: .sourceFrames, nil, compression, to: &writer) { _ in }
    }
    return dictionary
  }

  /// What a build without a given dictionary trains on the text; `nil` when the text is too small.
  ///
  /// - Parameter archive: has dictionaries that were trained before.
  package func trainedDictionary(_ archive: (any FrameArchive)? = nil) throws -> ZstdDictionary? {
    let rows = try documents.mapped()
    let places = (0..<documentCount).lazy.map { number in
      let row = number * DocumentField.length
      let start = Int(rows.load(at: row + DocumentField.textOffset.offset, as: UInt64.self))
      return start..<(start + Int(rows.load(at: row + DocumentField.textLength.offset, as: UInt64.self)))
    }
    return DictionaryTraining(on: try text.mapped(), documents: places).dictionary(archive)
  }

  /// Writes a section of frames and the one that says where they begin.
  private func writeFrames(
    _ parts: [(content: MappedBytes, ends: [Int])], as kind: SectionKind, rows rowKind: SectionKind,
    _ dictionary: ZstdDictionary?, _ compression: TextCompression, to writer: inout BundleWriter,
    _ progress: (Int) -> Void
  ) throws {
    let isRequired = kind == .text
    let compressor = try FrameCompressor(
      level: compression.level, dictionary: dictionary, jobs: compression.jobs, archive: compression.archive)
    var rows = ByteWriter()
    rows.append(ZstdLibrary.versionNumber)
    rows.append(UInt32(compression.level))
    rows.append(UInt64(parts.reduce(0) { $0 + $1.ends.count }))
    try writer.addSection(kind, required: isRequired, codec: .zstdFrames) { sink in
      for part in parts {
        try compressor.frames(of: part.content, ends: part.ends) { frame, content in
          rows.append(UInt64(sink.length))
          rows.append(UInt64(sink.contentLength))
          try content.withBytes { try sink.append(frame: frame, content: $0) }
          progress(sink.contentLength)
        }
      }
      rows.append(UInt64(sink.length))
      rows.append(UInt64(sink.contentLength))
    }
    try writer.addSection(rowKind, required: isRequired, isContent: false) { try $0.append(rows) }
  }

  private func appendBlocks(to sink: inout SectionSink) throws {
    var end = ByteWriter()
    end.append(UInt64(blocks.count))
    try sink.append(blockPlaces.mapped())
    try sink.append(end)
    try sink.append(blocks.mapped())
  }

  private func appendMetadata(to sink: inout SectionSink) throws {
    let sorted = metadata.sorted
    var header = ByteWriter()
    header.append(UInt64(sorted.count))
    try sink.append(header)
    var first = 0
    for (pair, documents) in sorted {
      var row = ByteWriter()
      row.append(try strings.place(of: String(decoding: pair.key, as: UTF8.self)))
      row.append(try strings.place(of: String(decoding: pair.value, as: UTF8.self)))
      row.append(UInt64(first))
      row.append(UInt64(documents.count))
      try sink.append(row)
      first += documents.count
    }
    for (_, documents) in sorted {
      var row = ByteWriter()
      for document in documents { row.append(document) }
      try sink.append(row)
    }
  }
}
