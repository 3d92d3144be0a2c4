package import Common
package import Storage

/// Takes the bytes of one section as they are made.
package struct SectionSink: ~Copyable {
  private let file: AtomicFile
  private let codec: SectionCodec
  private var tree = HashTreeBuilder()
  /// Of the content, where it is not the stored bytes.
  private var contentTree = HashTreeBuilder()

  init(file: AtomicFile, codec: SectionCodec) {
    self.file = file
    self.codec = codec
  }

  /// Bytes stored so far, which is also the place of the next one in the section.
  package var length: Int { tree.length }

  /// Bytes of content so far.
  package var contentLength: Int { codec == .raw ? tree.length : contentTree.length }

  package mutating func append(_ bytes: [UInt8]) throws(SystemError) { try unsafe append(bytes.span.bytes) }
  package mutating func append(_ bytes: ArraySlice<UInt8>) throws(SystemError) { try unsafe append(bytes.span.bytes) }
  package mutating func append(_ writer: ByteWriter) throws(SystemError) { try append(writer.bytes) }

  package mutating func append(_ bytes: MappedBytes) throws(SystemError) {
    // A copy of at most 1 MiB at a time: the bytes are used twice, and a mapped spool may not fit into memory.
    for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
      try append(bytes.array(start..<min(start + 1 << 20, bytes.count)))
    }
  }

  /// Appends bytes of a raw section.
  package mutating func append(_ bytes: RawSpan) throws(SystemError) {
    precondition(codec == .raw, "a section of frames takes frames")
    tree.update(bytes)
    try file.write(bytes)
  }

  /// Appends one compressed frame with the bytes that it holds.
  package mutating func append(frame: [UInt8], content: RawSpan) throws(SystemError) {
    precondition(codec == .zstdFrames, "a raw section takes bytes")
    contentTree.update(content)
    unsafe tree.update(frame.span.bytes)
    try file.write(frame)
  }

  /// Appends zero bytes up to the next multiple of `alignment`, a power of two, from the start of the section.
  package mutating func align(to alignment: Int) throws(SystemError) {
    let count = length.roundedUp(to: alignment) - length
    if count > 0 { try append([UInt8](repeating: 0, count: count)) }
  }

  consuming func finish() -> (nodes: [UInt8], root: Digest, contentRoot: Digest) {
    let isRaw = codec == .raw
    let contentRoot = contentTree.finish().root
    let stored = tree.finish()
    return (stored.nodes, stored.root, isRaw ? stored.root : contentRoot)
  }
}
