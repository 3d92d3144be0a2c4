internal import Common
package import Storage
internal import Synchronization

/// A bundle opened read-only: the file is mapped, its header and table of contents are checked, nothing else is read.
///
/// Sections are handed out in place and unchecked: each reader checks its section's shape when it opens it, and never
/// trusts a number in it as a place. `check` compares the blocks of a range with the hash tree when they are first
/// touched; `verify()` checks every byte.
package final class BundleReader: Sendable {
  /// The path as it was given, or a name for bytes in memory.
  package let path: String
  package let header: BundleHeader
  /// In the order of the file.
  package let sections: [SectionEntry]
  package let signature: BundleSignature?
  /// All of the file.
  package let bytes: MappedBytes
  /// For each section a bit a block that has been checked; empty until the first check.
  private let checkedBlocks: Mutex<[[UInt64]]>

  /// Opens the bundle at `path`.
  ///
  /// - Complexity: O(sections), which is bounded; independent of the file's length.
  package convenience init(path: String) throws(BundleError) {
    let file: MappedFile
    do {
      file = try MappedFile(path: path)
    } catch {
      throw BundleError.unreadable(error).located(in: path)
    }
    try self.init(bytes: file.bytes, path: path)
  }

  /// Opens a bundle that is in memory.
  package init(bytes: MappedBytes, path: String) throws(BundleError) {
    do throws(BundleError) {
      let header = try BundleHeader(of: bytes)
      let place = header.signatureOffset..<(header.signatureOffset + header.signatureLength)
      guard let signaturePlace = bytes.slice(place) else {
        throw BundleError.wrongLength(.signature, expected: place.count, got: bytes.count - place.lowerBound)
      }
      self.path = path
      self.bytes = bytes
      self.header = header
      signature = try BundleSignature(of: signaturePlace)
      sections = try Self.table(of: bytes, header: header)
      checkedBlocks = Mutex([])
    } catch {
      throw error.located(in: path)
    }
  }

  private static func table(of bytes: MappedBytes, header: BundleHeader) throws(BundleError) -> [SectionEntry] {
    let table = bytes[header.tableOffset..<(header.tableOffset + header.tableLength)]
    let digest = Digest(hashing: table.array)
    guard digest == header.tableDigest else {
      throw .wrongDigest(.tableOfContents, expected: header.tableDigest, got: digest)
    }
    var entries: [SectionEntry] = []
    var kinds: Set<SectionKind> = []
    var end = BundleConstants.bodyOffset
    for index in 0..<header.sectionCount {
      let start = index * EntryField.length
      let entry = try SectionEntry(of: table[start..<(start + EntryField.length)], limit: header.tableOffset)
      guard entry.offset >= end else { throw .overlap(.entry(entry.kind), expected: end, got: entry.offset) }
      end = max(entry.range.upperBound, entry.treeRange.upperBound)
      guard kinds.insert(entry.kind).inserted else { throw .duplicateSection(entry.kind) }
      if entry.flags.contains(.required), !entry.kind.isKnown { throw .unknownSection(entry.kind) }
      if entry.kind.isKnown, entry.codec == nil {
        throw .wrongCodec(entry.kind, expected: .raw, got: entry.codecNumber)
      }
      entries.append(entry)
    }
    let contentDigest = BundleWriter.contentDigest(of: entries)
    guard contentDigest == header.contentDigest else {
      throw .wrongDigest(.tableOfContents, expected: header.contentDigest, got: contentDigest)
    }
    return entries
  }

  /// The entry of a kind; `nil` when the bundle has none.
  package func entry(_ kind: SectionKind) -> SectionEntry? { sections.first { $0.kind == kind } }

  package func contains(_ kind: SectionKind) -> Bool { entry(kind) != nil }

  /// The stored bytes of a section, in place.
  ///
  /// - Parameter codec: what the caller can read; a section of another codec is refused.
  package func section(_ kind: SectionKind, codec: SectionCodec = .raw) throws(BundleError) -> MappedBytes {
    guard let entry = entry(kind) else { throw BundleError.missingSection(kind).located(in: path) }
    guard entry.codec == codec else {
      throw BundleError.wrongCodec(kind, expected: codec, got: entry.codecNumber).located(in: path)
    }
    return bytes[entry.range]
  }

  /// The hash tree of a section's stored bytes.
  package func hashTree(of entry: SectionEntry) -> HashTree {
    HashTree(nodes: bytes[entry.treeRange], root: entry.root, length: entry.length)
  }

  /// The build record, which every bundle that `kbc` writes has.
  package func buildRecord() throws(BundleError) -> BuildRecord {
    let section = try section(.buildRecord)
    try check(.buildRecord, 0..<section.count)
    do {
      return try BuildRecord(decoding: section.array)
    } catch {
      throw error.located(in: path)
    }
  }

  /// Says whether what was read in place so far was there: a file that was cut short while it is mapped reads as zeros
  /// behind its new end. Readers of sections that are not compared with the hash tree ask this after they have read.
  ///
  /// - Throws: `changedWhileOpen`.
  package func requireWhole() throws(BundleError) {
    if bytes.isDamaged { throw BundleError.changedWhileOpen.located(in: path) }
  }

  /// Compares the blocks that hold `range` of a section with its hash tree, each block once while the bundle is open.
  ///
  /// - Complexity: a digest over the blocks that were not touched before; without such, a lock and a look.
  package func check(_ kind: SectionKind, _ range: Range<Int>) throws(BundleError) {
    try requireWhole()
    guard let index = sections.firstIndex(where: { $0.kind == kind }) else {
      throw BundleError.missingSection(kind).located(in: path)
    }
    let entry = sections[index]
    let range = range.clamped(to: 0..<entry.length)
    guard !range.isEmpty else { return }
    let blocks =
      (range.lowerBound / BundleConstants.blockLength)...((range.upperBound - 1) / BundleConstants.blockLength)
    let unchecked = checkedBlocks.withLock { state -> [Int] in
      guard index < state.count, !state[index].isEmpty else { return Array(blocks) }
      // Mostly a range lies in one block, which was checked before.
      let first = blocks.lowerBound
      if blocks.count == 1, state[index][first / 64] & (1 << UInt64(first % 64)) != 0 { return [] }
      return blocks.filter { state[index][$0 / 64] & (1 << UInt64($0 % 64)) == 0 }
    }
    guard !unchecked.isEmpty else { return }
    let tree = hashTree(of: entry)
    for block in unchecked {
      let start = entry.offset + block * BundleConstants.blockLength
      let part = bytes[start..<min(start + BundleConstants.blockLength, entry.range.upperBound)]
      guard part.withBytes({ tree.holds($0, at: block) }) else {
        try requireWhole()
        let got = part.withBytes { HashTree.leaf($0) }
        throw BundleError.wrongDigest(.section(kind), expected: entry.root, got: got).located(in: path)
      }
    }
    checkedBlocks.withLock { state in
      if state.isEmpty { state = Array(repeating: [], count: sections.count) }
      if state[index].isEmpty {
        state[index] = [UInt64](repeating: 0, count: HashTree.blockCount(for: entry.length) / 64 + 1)
      }
      for block in unchecked { state[index][block / 64] |= 1 << UInt64(block % 64) }
    }
  }
}
