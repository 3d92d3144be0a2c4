internal import Common
internal import Compression
internal import LexicalIndex
internal import PassageStore
internal import Storage

/// What the cache holds of a document: everything but its source, in a zstd frame.
extension PreparedDocument {
  /// Bytes of a document in the cache at most; it bounds what a frame may unpack to.
  private static let maximumLength = 1 << 30
  private static let level = 1

  func encoded() throws(CompressionError) -> [UInt8] {
    var writer = ByteWriter()
    append(record, to: &writer)
    writer.appendVariable(text.count)
    writer.append(contentsOf: text)
    writer.appendVariable(chunks.count)
    for (index, chunk) in chunks.enumerated() {
      append(chunk, to: &writer)
      writer.appendVariable(fields[index].body.count)
      writer.appendVariable(encoderInputs[index].count)
      writer.append(contentsOf: encoderInputs[index])
    }
    writer.appendVariable(blocks.count)
    for block in blocks {
      writer.append(block.role.code)
      writer.append(range: block.range)
      writer.append(pages: block.pages)
    }
    writer.appendVariable(sourceLength)
    var compressor = try ZstdCompressor(level: Self.level)
    return try compressor.frame(holding: writer.bytes)
  }

  private func append(_ record: DocumentRecord, to writer: inout ByteWriter) {
    for text in [record.source, record.title, record.format] { writer.append(string: text) }
    writer.append(optional: record.language)
    writer.append(contentsOf: record.sourceDigest.bytes)
    writer.appendVariable(record.metadata.count)
    for (key, value) in record.metadata {
      writer.append(string: key)
      writer.append(string: value)
    }
    writer.append(strings: record.tags)
    writer.appendVariable(record.pageCount.map { $0 + 1 } ?? 0)
    writer.append(optional: record.externalID)
  }

  private func append(_ chunk: ChunkRecord, to writer: inout ByteWriter) {
    writer.append(range: chunk.range)
    writer.append(strings: chunk.headings)
    writer.append(pages: chunk.pages)
    writer.append(optional: chunk.anchor)
    writer.appendVariable(chunk.regions.count)
    for region in chunk.regions {
      writer.append(range: region.range)
      let rectangle = region.rectangle
      for number in [rectangle.page, rectangle.left, rectangle.top, rectangle.right, rectangle.bottom] {
        writer.appendVariable(number)
      }
    }
  }

  /// - Throws: when `bytes` are none that `encoded` gave.
  init(decoding bytes: [UInt8]) throws {
    var decompressor = try ZstdDecompressor()
    var reader = ByteReader(try decompressor.content(of: MappedBytes(bytes), limit: Self.maximumLength))
    let record = try Self.record(&reader)
    let text = Array(try reader.read(count: reader.readVariableInt()))
    self.init(record: record, text: text, chunks: [], blocks: [], fields: [], encoderInputs: [], sourceLength: 0)
    for _ in 0..<(try reader.readVariableInt()) {
      let chunk = try Self.chunk(&reader)
      let body = try reader.readVariableInt()
      guard chunk.range.upperBound <= text.count, body <= chunk.range.count else {
        throw ByteReaderError.truncated(offset: reader.offset, need: chunk.range.upperBound, have: text.count)
      }
      chunks.append(chunk)
      fields.append(
        Self.fields(record, chunk, body: text[(chunk.range.upperBound - body)..<chunk.range.upperBound]))
      encoderInputs.append(Array(try reader.read(count: reader.readVariableInt())))
    }
    for _ in 0..<(try reader.readVariableInt()) {
      let role = BlockRole(code: try reader.read(UInt8.self))
      blocks.append(BlockRecord(role, try reader.readRange(), pages: try reader.readPages()))
    }
    sourceLength = try reader.readVariableInt()
  }

  private static func record(_ reader: inout ByteReader) throws(ByteReaderError) -> DocumentRecord {
    let (source, title, format) = (try reader.readString(), try reader.readString(), try reader.readString())
    let language = try reader.readOptional()
    let digest = try reader.readDigest()
    var record = DocumentRecord(
      source: source, title: title, format: format, language: language, sourceDigest: digest)
    for _ in 0..<(try reader.readVariableInt()) {
      record.metadata.append((try reader.readString(), try reader.readString()))
    }
    record.tags = try reader.readStrings()
    let pages = try reader.readVariableInt()
    record.pageCount = pages == 0 ? nil : pages - 1
    record.externalID = try reader.readOptional()
    return record
  }

  private static func chunk(_ reader: inout ByteReader) throws(ByteReaderError) -> ChunkRecord {
    var chunk = ChunkRecord(
      range: try reader.readRange(), headings: try reader.readStrings(), pages: try reader.readPages(),
      anchor: try reader.readOptional())
    for _ in 0..<(try reader.readVariableInt()) {
      let range = try reader.readRange()
      chunk.regions.append(
        TextRegion(
          range,
          PageRectangle(
            page: try reader.readVariableInt(), left: try reader.readVariableInt(), top: try reader.readVariableInt(),
            right: try reader.readVariableInt(), bottom: try reader.readVariableInt())))
    }
    return chunk
  }
}

extension ByteWriter {
  mutating func append(optional text: String?) {
    append(UInt8(text == nil ? 0 : 1))
    if let text { append(string: text) }
  }

  mutating func append(strings: [String]) {
    appendVariable(strings.count)
    for string in strings { append(string: string) }
  }

  mutating func append(range: Range<Int>) {
    appendVariable(range.lowerBound)
    appendVariable(range.count)
  }

  /// 0 for none, as pages count from 1.
  mutating func append(pages: ClosedRange<Int>?) {
    appendVariable(pages?.lowerBound ?? 0)
    if let pages { appendVariable(pages.count) }
  }
}

extension ByteReader {
  mutating func readOptional() throws(ByteReaderError) -> String? {
    try read(UInt8.self) == 0 ? nil : try readString()
  }

  mutating func readStrings() throws(ByteReaderError) -> [String] {
    var strings: [String] = []
    for _ in 0..<(try readVariableInt()) { strings.append(try readString()) }
    return strings
  }

  mutating func readRange() throws(ByteReaderError) -> Range<Int> {
    let (start, count) = (try readVariableInt(), try readVariableInt())
    guard start <= Int(UInt32.max), count <= Int(UInt32.max) else { throw .overlongInteger(offset: offset) }
    return start..<(start + count)
  }

  mutating func readPages() throws(ByteReaderError) -> ClosedRange<Int>? {
    let first = try readVariableInt()
    guard first > 0 else { return nil }
    let count = try readVariableInt()
    guard first <= Int(UInt32.max), (1...Int(UInt32.max)).contains(count) else {
      throw .overlongInteger(offset: offset)
    }
    return first...(first + count - 1)
  }

  mutating func readDigest() throws(ByteReaderError) -> Digest {
    let start = offset
    guard let digest = Digest(bytes: try read(count: Digest.byteCount)) else {
      throw .truncated(offset: start, need: Digest.byteCount, have: remaining)
    }
    return digest
  }
}
