internal import Common
internal import Storage

/// The postings that no longer fit into memory: runs in a temporary file, one after another.
///
/// A run has, for each term that occurred since the run before, in the bytewise order of the terms: the number of the
/// term, the length of its stream and the stream. A term's streams, one run after another, are its postings, as in the
/// blocked sort-based indexing of Manning et al. 2008, section 4.2.
struct PostingRuns {
  private let file: SpoolFile
  private var ranges: [Range<Int>] = []

  init() throws(SystemError) { file = try SpoolFile() }

  /// Appends a run.
  mutating func append(_ arena: PostingArena, order: [Int]) throws(SystemError) {
    let start = file.count
    var stream: [UInt8] = []
    for term in order {
      stream.removeAll(keepingCapacity: true)
      arena.append(contentsOf: term, to: &stream)
      if stream.isEmpty { continue }
      var header = ByteWriter()
      header.appendVariable(UInt64(term))
      header.appendVariable(UInt64(stream.count))
      try file.append(header.bytes)
      try file.append(stream)
    }
    ranges.append(start..<file.count)
  }

  /// Reads all runs side by side.
  func reader() throws(SystemError) -> Reader { Reader(bytes: try file.mapped(), ranges) }
}

extension PostingRuns {
  /// Gives the streams of the terms, which are asked for in the bytewise order of the terms.
  struct Reader {
    private let bytes: MappedBytes
    private var rests: [Range<Int>]
    /// The term that comes next in each run; `nil` at its end.
    private var next: [Int?] = []

    fileprivate init(bytes: MappedBytes, _ ranges: [Range<Int>]) {
      self.bytes = bytes
      rests = ranges
      for run in rests.indices { next.append(takeTerm(run)) }
    }

    /// Appends what the runs have of `term` to `output`.
    mutating func append(_ term: Int, to output: inout [UInt8]) {
      for run in rests.indices where next[run] == term {
        let length = Int(takeNumber(run))
        let start = rests[run].lowerBound
        output.append(contentsOf: bytes.array(start..<(start + length)))
        rests[run] = (start + length)..<rests[run].upperBound
        next[run] = takeTerm(run)
      }
    }

    private mutating func takeTerm(_ run: Int) -> Int? { rests[run].isEmpty ? nil : Int(takeNumber(run)) }

    private mutating func takeNumber(_ run: Int) -> UInt64 {
      var place = rests[run].lowerBound
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while true {
        let byte = bytes.load(at: place, as: UInt8.self)
        place += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { break }
        shift += 7
      }
      rests[run] = place..<rests[run].upperBound
      return value
    }
  }
}
