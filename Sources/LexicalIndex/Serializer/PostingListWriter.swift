internal import Common

/// Writes posting lists: short ones as variable-length integers, long ones as blocks of 128 in packed bits.
struct PostingListWriter {
  private let lengths: [UInt8]
  private let commonFrequency: UInt32

  /// - Parameters:
  ///   - lengths: the weighted length of every chunk, four bytes each.
  ///   - commonFrequency: the frequency of a term that is in the body once.
  init(lengths: [UInt8], commonFrequency: UInt32) {
    self.lengths = lengths
    self.commonFrequency = commonFrequency
  }

  /// The list of a builder's stream of `count` postings.
  func list(_ stream: [UInt8], count: Int) -> [UInt8] {
    let (chunks, frequencies) = Self.decode(stream, count: count)
    return count < LexicalConstants.postingsPerBlock ? short(chunks, frequencies) : blocks(chunks, frequencies)
  }

  private static func decode(_ stream: [UInt8], count: Int) -> (chunks: [UInt32], frequencies: [UInt32]) {
    var chunks: [UInt32] = []
    var frequencies: [UInt32] = []
    chunks.reserveCapacity(count)
    frequencies.reserveCapacity(count)
    var index = 0
    func next() -> UInt32 {
      var value: UInt32 = 0
      var shift: UInt32 = 0
      while true {
        let byte = stream[index]
        index += 1
        value |= UInt32(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }
    var chunk: UInt32 = 0
    for _ in 0..<count {
      chunk += next()
      chunks.append(chunk)
      frequencies.append(next())
    }
    return (chunks, frequencies)
  }

  /// For each posting twice the distance from the one before less one, plus 1 when the frequency is the common one; else
  /// the frequency follows.
  private func short(_ chunks: [UInt32], _ frequencies: [UInt32]) -> [UInt8] {
    var writer = ByteWriter()
    var next: UInt64 = 0
    for (chunk, frequency) in zip(chunks, frequencies) {
      let distance = UInt64(chunk) - next
      let isCommon = frequency == commonFrequency
      writer.appendVariable(distance << 1 | (isCommon ? 1 : 0))
      if !isCommon { writer.appendVariable(UInt64(frequency)) }
      next = UInt64(chunk) + 1
    }
    return writer.bytes
  }

  private func blocks(_ chunks: [UInt32], _ frequencies: [UInt32]) -> [UInt8] {
    var entries = ByteWriter()
    var data: [UInt8] = []
    var next: UInt32 = 0
    for start in stride(from: 0, to: chunks.count, by: LexicalConstants.postingsPerBlock) {
      let end = min(start + LexicalConstants.postingsPerBlock, chunks.count)
      var distances: [UInt32] = []
      for chunk in chunks[start..<end] {
        distances.append(chunk - next)
        next = chunk &+ 1
      }
      let counts = frequencies[start..<end].map { $0 - 1 }
      let distanceBits = Self.bits(distances.max() ?? 0)
      let countBits = Self.bits(counts.max() ?? 0)
      entries.append(chunks[end - 1])
      entries.append(UInt32(data.count))
      entries.append(chunks[start..<end].map(length).min() ?? 0)
      entries.append(UInt16(truncatingIfNeeded: frequencies[start..<end].max() ?? 1))
      entries.append(UInt8(distanceBits))
      entries.append(UInt8(countBits))
      Self.pack(distances, bits: distanceBits, into: &data)
      Self.pack(counts, bits: countBits, into: &data)
    }
    return entries.bytes + data
  }

  private func length(of chunk: UInt32) -> UInt32 {
    let start = Int(chunk) * 4
    return (0..<4).reduce(UInt32(0)) { $0 | UInt32(lengths[start + $1]) << (8 * $1) }
  }

  private static func bits(_ value: UInt32) -> Int { UInt32.bitWidth - value.leadingZeroBitCount }

  /// Appends the low `bits` bits of each value, least significant first, and fills up the last byte with zeros.
  private static func pack(_ values: [UInt32], bits: Int, into data: inout [UInt8]) {
    var pending: UInt64 = 0
    var filled = 0
    for value in values {
      pending |= UInt64(value) << UInt64(filled)
      filled += bits
      while filled >= 8 {
        data.append(UInt8(truncatingIfNeeded: pending))
        pending >>= 8
        filled -= 8
      }
    }
    if filled > 0 { data.append(UInt8(truncatingIfNeeded: pending)) }
  }
}
