package import BundleFormat
package import Common
internal import Storage
package import TextAnalysis

/// The text of a chunk that the lexical index looks at.
package struct LexicalFields {
  /// UTF-8.
  package var title: [UInt8]
  /// The headings above the chunk, in any order, separated by white space. UTF-8.
  package var headings: [UInt8]
  /// UTF-8.
  package var body: [UInt8]

  package init(title: [UInt8] = [], headings: [UInt8] = [], body: [UInt8]) {
    self.title = title
    self.headings = headings
    self.body = body
  }
}

/// Takes the chunks of a corpus in order and writes its lexical index.
///
/// Postings, about two bytes a distinct term of a chunk, go to a temporary file when they no longer fit into the memory
/// that they may take. What stays is four bytes a chunk and about a hundred a distinct term of the corpus. What is
/// written depends on the chunks and the options only.
package struct LexicalIndexBuilder {
  package let parameters: BM25Parameters
  private let analyzer: Analyzer
  private let weights: (title: UInt32, headings: UInt32, body: UInt32)
  private var terms = TermTable()
  private var postings = PostingArena()
  /// Bytes of postings in memory.
  private let memoryLimit: Int
  /// Postings that were in memory before; `nil` while all still are.
  private var runs: PostingRuns?
  private var states: [TermState] = []
  /// Taken out while text is analysed.
  private var cache: TermNumberCache?
  private var touched: [Int] = []
  private var lengths = ByteWriter()
  private var totalLength: UInt64 = 0

  private struct TermState {
    var documentFrequency: UInt32 = 0
    var lastChunk: UInt32 = 0
    /// In the chunk that is being added; 0 when it does not have the term.
    var frequency: UInt32 = 0
  }

  /// Chunks added so far.
  package private(set) var chunkCount = 0

  /// Distinct terms so far.
  package var termCount: Int { terms.count }

  /// - Parameter memoryLimit: bytes of postings in memory; the rest lies in `TMPDIR`.
  package init(
    analysis: AnalyzerOptions = .init(), parameters: BM25Parameters = .init(), memoryLimit: Int = 64 << 20
  ) {
    self.parameters = parameters
    self.memoryLimit = memoryLimit
    analyzer = Analyzer(analysis)
    weights = parameters.weights.inUnits
  }

  /// Adds the next chunk; chunks come in the order of their ids, from 0, without gaps.
  package mutating func add(chunk: ChunkID, fields: LexicalFields) throws(SystemError) {
    precondition(chunk.index == chunkCount, "chunks are added in order")
    var length: UInt64 = 0
    length += UInt64(count(fields.body, weight: weights.body)) * UInt64(weights.body)
    length += UInt64(count(fields.title, weight: weights.title)) * UInt64(weights.title)
    length += UInt64(count(fields.headings, weight: weights.headings)) * UInt64(weights.headings)
    let stored = UInt32(clamping: length)
    lengths.append(stored)
    totalLength += UInt64(stored)
    for term in touched {
      append(chunk.rawValue, to: term)
    }
    touched.removeAll(keepingCapacity: true)
    chunkCount += 1
    if postings.byteCount > memoryLimit { try moveOut() }
  }

  private mutating func moveOut() throws(SystemError) {
    var runs = if let known = self.runs { known } else { try PostingRuns() }
    try runs.append(postings, order: terms.sortedIDs())
    self.runs = runs
    postings.removeAll()
  }

  /// Counts the terms of a field; a field of weight 0 has none.
  ///
  /// - Returns: how many terms there are, repeated ones included.
  private mutating func count(_ text: [UInt8], weight: UInt32) -> Int {
    guard weight > 0, !text.isEmpty else { return 0 }
    var count = 0
    var words = cache ?? TermNumberCache()
    cache = nil
    func number(_ term: [UInt8]) -> UInt32 { UInt32(terms.insert(term)) }
    analyzer.forEachTermNumber(in: text.span, cache: &words, number: number) { number in
      let term = Int(number)
      if term == states.count {
        states.append(TermState())
        postings.addStream()
      }
      let frequency = states[term].frequency
      if frequency == 0 { touched.append(term) }
      states[term].frequency = min(frequency + weight, LexicalConstants.maximumFrequency)
      count += 1
    }
    cache = words
    return count
  }

  /// The stream of a term has, for each chunk, the distance from the chunk before, and the frequency.
  private mutating func append(_ chunk: UInt32, to term: Int) {
    var state = states[term]
    postings.append(chunk - state.lastChunk, to: term)
    postings.append(state.frequency, to: term)
    state.lastChunk = chunk
    state.documentFrequency += 1
    state.frequency = 0
    states[term] = state
  }

  /// Writes the four sections of the index.
  package func write(to bundle: inout BundleWriter) throws {
    var small: (parameters: [UInt8], terms: [UInt8])?
    try bundle.addSection(.lexicalPostings, alignment: .page) { sink in
      small = try serialize { bytes in try sink.append(bytes) }
    }
    guard let small else { return }
    try bundle.addSection(.lexicalTerms, bytes: small.terms)
    try bundle.addSection(.lexicalLengths, bytes: lengths.bytes)
    try bundle.addSection(.lexicalParameters, bytes: small.parameters)
  }

  /// The four sections in memory.
  package func sections() throws -> LexicalSections {
    var postings: [UInt8] = []
    let small = try serialize { postings.append(contentsOf: $0) }
    return LexicalSections(
      parameters: small.parameters, terms: small.terms, postings: postings, lengths: lengths.bytes)
  }

  /// Gives the lists to `appendPostings` term by term, and returns what is known when all are written.
  private func serialize(appendPostings: ([UInt8]) throws -> Void) throws -> (parameters: [UInt8], terms: [UInt8]) {
    var dictionary = TermDictionaryWriter()
    let lists = PostingListWriter(lengths: lengths.bytes, commonFrequency: weights.body)
    var stream: [UInt8] = []
    var buffer: [UInt8] = []
    var reader = try runs?.reader()
    for term in terms.sortedIDs() {
      stream.removeAll(keepingCapacity: true)
      reader?.append(term, to: &stream)
      postings.append(contentsOf: term, to: &stream)
      let list = lists.list(stream, count: Int(states[term].documentFrequency))
      dictionary.append(terms[term], documentFrequency: states[term].documentFrequency, length: list.count)
      buffer.append(contentsOf: list)
      if buffer.count >= 1 << 16 {
        try appendPostings(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    buffer.append(contentsOf: repeatElement(0, count: LexicalConstants.postingsPadding))
    try appendPostings(buffer)
    let statistics = LexicalStatistics(
      analysis: analyzer.options, parameters: parameters, chunkCount: chunkCount, termCount: terms.count,
      totalLength: totalLength)
    return (statistics.encoded, dictionary.finish())
  }
}

/// The bytes of the sections of a lexical index.
package struct LexicalSections: Equatable, Sendable {
  package var parameters: [UInt8]
  package var terms: [UInt8]
  package var postings: [UInt8]
  package var lengths: [UInt8]
}
