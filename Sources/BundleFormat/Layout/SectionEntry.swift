package import Common
package import Storage

/// The fields of an entry of the table of contents.
package enum EntryField: String, Layout {
  case kind
  case codec
  case flags
  case alignment
  case offset
  case length
  case contentLength
  case treeOffset
  case root
  case contentRoot
  case reserved

  package var size: Int {
    switch self {
    case .kind, .codec, .flags, .alignment: 4
    case .offset, .length, .contentLength, .treeOffset: 8
    case .root, .contentRoot: 32
    case .reserved: 16
    }
  }
}

/// How the bytes of a section make its content.
package enum SectionCodec: UInt32, Sendable, CaseIterable {
  /// The bytes are the content.
  case raw = 0
  /// Zstandard frames one after another, with nothing between; those that name a dictionary need the dictionary section.
  case zstdFrames = 1

  package var name: String {
    switch self {
    case .raw: "raw"
    case .zstdFrames: "zstd"
    }
  }
}

/// What a reader needs to know about a section of a kind that it may not know.
package struct SectionFlags: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// A reader that does not know the kind must refuse the bundle.
  package static let required = SectionFlags(rawValue: 1)
  /// The section says how the bundle is stored, not what it holds; the content digest leaves it out.
  package static let storage = SectionFlags(rawValue: 2)

  package static let all: [(flag: SectionFlags, name: String)] = [(.required, "required"), (.storage, "storage")]
}

/// Where a section may begin.
package enum SectionAlignment: Int, Sendable, CaseIterable {
  /// A cache line: what most sections need.
  case line = 64
  /// A page: sections that are read in place by kernels on every query.
  case page = 4096
}

/// An entry of the table of contents.
package struct SectionEntry: Equatable, Sendable {
  package var kind: SectionKind
  /// The number of the codec; see `SectionCodec`.
  package var codecNumber: UInt32
  package var flags: SectionFlags
  /// In bytes.
  package var alignment: Int
  /// In bytes from the start of the file.
  package var offset: Int
  /// In bytes, as stored.
  package var length: Int
  /// In bytes, when decoded.
  package var contentLength: Int
  /// Where the nodes of the hash tree lie; right behind the section when it has any, else 0.
  package var treeOffset: Int
  /// The root of the hash tree over the stored bytes.
  package var root: Digest
  /// The root of the hash tree over the content.
  package var contentRoot: Digest

  /// `nil` for a codec that this version does not know.
  package var codec: SectionCodec? { SectionCodec(rawValue: codecNumber) }
  package var range: Range<Int> { offset..<(offset + length) }
  /// Where the nodes of the hash tree lie; empty for a section of one block.
  package var treeRange: Range<Int> { treeOffset..<(treeOffset + HashTree.storedLength(for: length)) }

  /// The bytes of the entry.
  package var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(kind.rawValue)
    writer.append(codecNumber)
    writer.append(flags.rawValue)
    writer.append(UInt32(alignment))
    writer.append(UInt64(offset))
    writer.append(UInt64(length))
    writer.append(UInt64(contentLength))
    writer.append(UInt64(treeOffset))
    writer.append(contentsOf: root.bytes)
    writer.append(contentsOf: contentRoot.bytes)
    writer.append(contentsOf: [UInt8](repeating: 0, count: EntryField.reserved.size))
    return writer.bytes
  }
}

extension SectionEntry {
  /// Reads an entry and checks what can be checked without the others.
  ///
  /// - Parameters:
  ///   - bytes: the bytes of the entry.
  ///   - limit: where the table of contents begins: sections end before it.
  package init(of bytes: MappedBytes, limit: Int) throws(BundleError) {
    let kind = SectionKind(rawValue: bytes.load(at: EntryField.kind.offset))
    self.kind = kind
    codecNumber = bytes.load(at: EntryField.codec.offset)
    flags = SectionFlags(rawValue: bytes.load(at: EntryField.flags.offset))
    alignment = Int(bytes.load(at: EntryField.alignment.offset, as: UInt32.self))
    root = bytes.digest(at: EntryField.root.offset)
    contentRoot = bytes.digest(at: EntryField.contentRoot.offset)
    func number(_ field: EntryField) throws(BundleError) -> Int {
      let value: UInt64 = bytes.load(at: field.offset)
      guard let number = Int(exactly: value) else {
        throw .wrongValue(
          .entry(kind), field: field.rawValue, expected: "at most \(Int.max)", got: "\(value)")
      }
      return number
    }
    offset = try number(.offset)
    length = try number(.length)
    contentLength = try number(.contentLength)
    treeOffset = try number(.treeOffset)
    guard SectionAlignment(rawValue: alignment) != nil else {
      throw .wrongValue(
        .entry(kind), field: EntryField.alignment.rawValue, expected: "64 or 4096", got: "\(alignment)")
    }
    guard offset % alignment == 0 else {
      throw .wrongValue(
        .entry(kind), field: EntryField.offset.rawValue, expected: "a multiple of \(alignment)", got: "\(offset)")
    }
    // Compared by subtraction, which cannot overflow as both sides are not negative.
    guard offset >= BundleConstants.bodyOffset, offset <= limit, length <= limit - offset else {
      throw .outOfBounds(.entry(kind), offset: offset, length: length, limit: limit)
    }
    let end = offset + length
    let treeLength = HashTree.storedLength(for: length)
    let expectedTree = treeLength == 0 ? 0 : end.roundedUp(to: BundleConstants.alignment)
    guard treeOffset == expectedTree else {
      throw .wrongValue(
        .entry(kind), field: EntryField.treeOffset.rawValue, expected: "\(expectedTree)", got: "\(treeOffset)")
    }
    guard treeOffset <= limit, treeLength <= limit - treeOffset else {
      throw .outOfBounds(.hashTree(kind), offset: treeOffset, length: treeLength, limit: limit)
    }
    if codec == .raw, contentLength != length || contentRoot != root {
      throw .wrongValue(
        .entry(kind), field: EntryField.contentLength.rawValue, expected: "\(length), with the same root",
        got: "\(contentLength)")
    }
  }
}

extension Int {
  /// The least multiple of `alignment`, a power of two, that is not below this number.
  func roundedUp(to alignment: Int) -> Int { (self + alignment - 1) & ~(alignment - 1) }
}
