internal import Common
internal import Compression
internal import Storage

extension BundleReader {
  /// Checks every byte of the file: paddings, hash trees, contents, the signature if there is one.
  ///
  /// The header, the table of contents and the bounds were checked when the bundle was opened. What a section means is
  /// its reader's to check.
  ///
  /// - Parameters:
  ///   - signature: whether a signature that is there must be right.
  ///   - progress: told the number of bytes checked after each section.
  package func verify(signature: Bool = true, progress: (Int) -> Void = { _ in }) throws(BundleError) {
    do {
      if signature { try checkSignature() }
      try checkPadding()
      for entry in sections {
        try verify(entry)
        progress(max(entry.range.upperBound, entry.treeRange.upperBound))
      }
      try requireWhole()
    } catch {
      try requireWhole()
      throw error.located(in: path)
    }
  }

  /// Everything that no part covers is zero.
  private func checkPadding() throws(BundleError) {
    var end = BundleConstants.bodyOffset
    func expectZeros(upTo start: Int) throws(BundleError) {
      let gap = bytes[end..<max(start, end)]
      for index in gap.indices where gap[index] != 0 {
        throw .wrongValue(.padding(end + index), field: "byte", expected: "0", got: "\(gap[index])")
      }
    }
    for entry in sections {
      try expectZeros(upTo: entry.offset)
      end = entry.range.upperBound
      if !entry.treeRange.isEmpty {
        try expectZeros(upTo: entry.treeOffset)
        end = entry.treeRange.upperBound
      }
    }
    try expectZeros(upTo: header.tableOffset)
  }

  private func verify(_ entry: SectionEntry) throws(BundleError) {
    var builder = HashTreeBuilder()
    bytes[entry.range].withBytes { builder.update($0) }
    let tree = builder.finish()
    guard tree.root == entry.root else {
      throw .wrongDigest(.section(entry.kind), expected: entry.root, got: tree.root)
    }
    let nodes = bytes.array(entry.treeRange)
    guard nodes == tree.nodes else {
      throw .wrongDigest(
        .hashTree(entry.kind), expected: Digest(hashing: tree.nodes), got: Digest(hashing: nodes))
    }
    if entry.codec == .zstdFrames { try verifyFrames(entry) }
  }

  /// Decodes the frames of a section one after another and compares the content with its root.
  private func verifyFrames(_ entry: SectionEntry) throws(BundleError) {
    let dictionary =
      try self.entry(.zstdDictionary) != nil ? ZstdDictionary(bytes: section(.zstdDictionary).array) : nil
    let frames = bytes[entry.range]
    var content = HashTreeBuilder()
    var position = 0
    do {
      var decompressor = try ZstdDecompressor(dictionary: dictionary)
      while position < frames.count {
        let rest = frames[position..<frames.count]
        let frame = rest[0..<(try ZstdDecompressor.length(ofFirstFrameIn: rest))]
        let bytes = try decompressor.content(of: frame, limit: BundleConstants.maximumFrameLength)
        unsafe content.update(bytes.span.bytes)
        position += frame.count
      }
    } catch {
      throw .malformedSection(
        entry.kind, field: "the frame at byte \(position)", expected: "a zstd frame", got: "\(error)")
    }
    guard content.length == entry.contentLength else {
      throw .wrongLength(.content(entry.kind), expected: entry.contentLength, got: content.length)
    }
    let root = content.finish().root
    guard root == entry.contentRoot else {
      throw .wrongDigest(.content(entry.kind), expected: entry.contentRoot, got: root)
    }
  }
}
