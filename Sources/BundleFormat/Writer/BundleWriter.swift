package import Common
internal import Storage

/// What a finished bundle is.
package struct BundleSummary: Equatable, Sendable {
  /// In bytes.
  package var fileLength: Int
  package var contentDigest: Digest
  package var fileDigest: Digest
  package var sections: [SectionEntry]

  package init(fileLength: Int, contentDigest: Digest, fileDigest: Digest, sections: [SectionEntry]) {
    self.fileLength = fileLength
    self.contentDigest = contentDigest
    self.fileDigest = fileDigest
    self.sections = sections
  }

  /// The summary of a bundle that was written before.
  package init(of bundle: BundleReader) {
    self.init(
      fileLength: bundle.header.fileLength, contentDigest: bundle.header.contentDigest,
      fileDigest: bundle.header.fileDigest, sections: bundle.sections)
  }
}

/// Writes a bundle: sections one after another, then the table of contents; the file appears at `finish()`.
///
/// Memory is constant but for 32 bytes a block of 64 KiB of the section being written. A writer that is dropped leaves
/// nothing behind. The bytes depend on what is added and in which order, and on nothing else.
package struct BundleWriter: ~Copyable {
  private let file: AtomicFile
  private var entries: [SectionEntry] = []
  /// Set while a section is written: one that failed in the middle cannot be taken back.
  private var isIncomplete = false

  /// Starts the bundle that `finish()` will put at `path`.
  package init(path: String) throws(SystemError) {
    let file = try AtomicFile(path: path)
    try file.write([UInt8](repeating: 0, count: BundleConstants.bodyOffset))
    self.file = file
  }

  /// Bytes written so far.
  package var length: Int { file.count }

  /// Writes a section.
  ///
  /// - Parameters:
  ///   - kind: what it holds; once a bundle.
  ///   - alignment: where it may begin.
  ///   - required: whether a reader that does not know the kind must refuse the bundle.
  ///   - codec: how its bytes make its content; with `.zstdFrames`, use `SectionSink.append(frame:content:)`.
  ///   - isContent: false for what says how the bundle is stored: dictionaries, places of frames.
  ///   - body: writes the bytes, in as many pieces as it likes.
  package mutating func addSection(
    _ kind: SectionKind, alignment: SectionAlignment = .line, required: Bool = true, codec: SectionCodec = .raw,
    isContent: Bool = true, _ body: (inout SectionSink) throws -> Void
  ) throws {
    precondition(!entries.contains { $0.kind == kind }, "section \(kind) is written once")
    precondition(!isIncomplete, "a writer whose section failed is dropped")
    precondition(entries.count < BundleConstants.maximumSectionCount, "too many sections")
    try pad(to: alignment.rawValue)
    isIncomplete = true
    let offset = file.count
    var sink = SectionSink(file: file, codec: codec)
    try body(&sink)
    let sizes = (length: sink.length, content: sink.contentLength)
    let trees = sink.finish()
    var treeOffset = 0
    if !trees.nodes.isEmpty {
      try pad(to: BundleConstants.alignment)
      treeOffset = file.count
      try file.write(trees.nodes)
    }
    var flags: SectionFlags = []
    if required { flags.insert(.required) }
    if !isContent { flags.insert(.storage) }
    entries.append(
      SectionEntry(
        kind: kind, codecNumber: codec.rawValue, flags: flags, alignment: alignment.rawValue, offset: offset,
        length: sizes.length, contentLength: sizes.content, treeOffset: treeOffset, root: trees.root,
        contentRoot: trees.contentRoot))
    isIncomplete = false
  }

  /// Writes a raw section from bytes that are all there.
  package mutating func addSection(
    _ kind: SectionKind, alignment: SectionAlignment = .line, required: Bool = true, isContent: Bool = true,
    bytes: [UInt8]
  ) throws {
    try addSection(kind, alignment: alignment, required: required, isContent: isContent) { try $0.append(bytes) }
  }

  /// Writes the build record.
  package mutating func add(_ record: BuildRecord) throws {
    try addSection(.buildRecord, bytes: record.encoded)
  }

  /// Writes the table of contents and the header, and publishes the file.
  ///
  /// - Parameter key: signs the bundle when it is there.
  package consuming func finish(signingWith key: SigningKey? = nil) throws -> BundleSummary {
    precondition(!isIncomplete, "a writer whose section failed is dropped")
    try pad(to: BundleConstants.alignment)
    let table = entries.flatMap(\.encoded)
    let header = BundleHeader(
      fileLength: file.count + table.count, table: table, tableOffset: file.count, sectionCount: entries.count,
      contentDigest: Self.contentDigest(of: entries))
    try file.write(table)
    try file.write(header.encoded, at: 0)
    if let key {
      try file.write(BundleSignature(of: header.fileDigest, with: key).encoded, at: header.signatureOffset)
    }
    try file.commit()
    return BundleSummary(
      fileLength: header.fileLength, contentDigest: header.contentDigest, fileDigest: header.fileDigest,
      sections: entries)
  }

  private func pad(to alignment: Int) throws(SystemError) {
    let count = file.count.roundedUp(to: alignment) - file.count
    if count > 0 { try file.write([UInt8](repeating: 0, count: count)) }
  }

  /// The digest over kind, content length and content root of each section that is content, in the table's order.
  static func contentDigest(of entries: [SectionEntry]) -> Digest {
    var writer = ByteWriter()
    for entry in entries where !entry.flags.contains(.storage) {
      writer.append(entry.kind.rawValue)
      writer.append(UInt64(entry.contentLength))
      writer.append(contentsOf: entry.contentRoot.bytes)
    }
    return Digest(hashing: writer.bytes)
  }
}
