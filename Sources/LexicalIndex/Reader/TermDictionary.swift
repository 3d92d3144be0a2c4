internal import Storage

/// Where a term's list is.
struct TermEntry {
  /// Chunks that have the term, at least 1.
  var documentFrequency: Int
  /// Byte offsets in the postings.
  var list: Range<Int>
}

/// The sorted terms of an index, read in place.
struct TermDictionary: Sendable {
  private let section: MappedBytes
  private let termCount: Int
  private let blockCount: Int
  private let maximumFrequency: Int
  /// The postings' length without padding.
  private let postingsLength: Int

  /// - Returns: `nil` when the section is too short for the number of terms.
  init?(_ section: MappedBytes, termCount: Int, chunkCount: Int, postingsLength: Int) {
    blockCount = (termCount + LexicalConstants.termsPerBlock - 1) / LexicalConstants.termsPerBlock
    guard section.count >= blockCount * 4 else { return nil }
    self.section = section
    self.termCount = termCount
    maximumFrequency = chunkCount
    self.postingsLength = postingsLength
  }

  /// The entry of `term`; `nil` when no chunk has it, or when the bytes contradict themselves.
  ///
  /// - Complexity: O(log terms) comparisons.
  func entry(of term: [UInt8]) -> TermEntry? {
    guard !term.isEmpty else { return nil }
    return section.withBytes { bytes in
      var low = 0
      var high = blockCount
      while low < high {
        let middle = (low + high) / 2
        if isFirstTerm(ofBlock: middle, greaterThan: term, bytes) { high = middle } else { low = middle + 1 }
      }
      guard low > 0 else { return nil }
      return find(term, inBlock: low - 1, bytes)
    }
  }

  /// Where the block's first entry begins, after the place of its first list.
  @inline(__always)
  private func start(ofBlock block: Int, _ bytes: RawSpan, place: inout Int) -> Int {
    var offset = blockCount * 4 + Int(bytes.number(at: block * 4, as: UInt32.self))
    place = bytes.variable(at: &offset)
    return offset
  }

  private func isFirstTerm(ofBlock block: Int, greaterThan term: [UInt8], _ bytes: RawSpan) -> Bool {
    var place = 0
    let offset = start(ofBlock: block, bytes, place: &place)
    let length = Int(bytes.number(at: offset + 1, as: UInt8.self))
    for index in 0..<min(length, term.count) {
      let byte: UInt8 = bytes.number(at: offset + 2 + index)
      if byte != term[index] { return byte > term[index] }
    }
    return length > term.count
  }

  private func find(_ term: [UInt8], inBlock block: Int, _ bytes: RawSpan) -> TermEntry? {
    var place = 0
    var offset = start(ofBlock: block, bytes, place: &place)
    let count = min(LexicalConstants.termsPerBlock, termCount - block * LexicalConstants.termsPerBlock)
    var current: [UInt8] = []
    for _ in 0..<count {
      let shared = Int(bytes.number(at: offset, as: UInt8.self))
      let length = Int(bytes.number(at: offset + 1, as: UInt8.self))
      offset += 2
      guard shared <= current.count else { return nil }
      current.removeLast(current.count - shared)
      for index in 0..<length { current.append(bytes.number(at: offset + index)) }
      offset += length
      let frequency = bytes.variable(at: &offset)
      let size = bytes.variable(at: &offset)
      guard place <= postingsLength, size <= postingsLength - place else { return nil }
      if current == term {
        guard frequency >= 1, frequency <= maximumFrequency else { return nil }
        return TermEntry(documentFrequency: frequency, list: place..<(place + size))
      }
      place += size
    }
    return nil
  }
}
