import BundleFormat
import Common
import LexicalIndex
import Storage
import TestSupport
import Testing
import TextAnalysis

@Suite struct LexicalFormatTests {
  @Test func theSameChunksGiveTheSameBytes() throws {
    let corpus = RandomCorpus(seed: 31, chunkCount: 700)
    let sections = try LexicalIndexBuilder.sections(corpus.fields)
    #expect(try LexicalIndexBuilder.sections(corpus.fields) == sections)
  }

  @Test(arguments: [0, 1_000, 20_000]) func theMemoryOfTheBuilderDoesNotReachTheBytes(limit: Int) throws {
    let corpus = RandomCorpus(seed: 37, chunkCount: 700)
    let sections = try LexicalIndexBuilder.sections(corpus.fields)
    #expect(try LexicalIndexBuilder.sections(corpus.fields, memoryLimit: limit) == sections)
  }

  @Test func aBundleHoldsTheSections() throws {
    let corpus = RandomCorpus(seed: 32, chunkCount: 700)
    var builder = LexicalIndexBuilder(analysis: .init(stemming: .german))
    for fields in corpus.fields { try builder.add(chunk: ChunkID(builder.chunkCount), fields: fields) }
    let folder = try TemporaryFolder()
    var writer = try BundleWriter(path: folder.path + "/test.kb")
    try builder.write(to: &writer)
    _ = try writer.finish()
    let reader = try BundleReader(path: folder.path + "/test.kb")
    let stored = try LexicalIndex(bundle: reader)
    let memory = try LexicalIndex(builder.sections())
    #expect(stored.statistics == memory.statistics)
    #expect(stored.statistics.chunkCount == 700)
    for query in corpus.queries { #expect(stored.search(query, limit: 20) == memory.search(query, limit: 20)) }
  }

  @Test func smallListsAreTheseBytes() throws {
    let fields = ["b a", "a", "", "a a"].map { LexicalFields(body: Array($0.utf8)) }
    let sections = try LexicalIndexBuilder.sections(
      fields, parameters: BM25Parameters(weights: FieldWeights(title: 1, headings: 1, body: 1)))
    // a: chunk 0 once, 1 once, 3 twice; b: chunk 0 once; then the padding.
    #expect(sections.postings == [1, 1, 2, 2, 1] + [UInt8](repeating: 0, count: 8))
    // One block at 0; lists begin at 0; "a", 3 chunks, 4 bytes; "b", 1 chunk, 1 byte.
    #expect(sections.terms == [0, 0, 0, 0, 0, 0, 1, 0x61, 3, 4, 0, 1, 0x62, 1, 1])
    #expect(sections.lengths == [2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0])
    #expect(sections.parameters.count == 64)
  }

  @Test func sectionsOfTheWrongLengthAreRefused() throws {
    let sections = try LexicalIndexBuilder.sections(RandomCorpus(seed: 33, chunkCount: 200).fields)
    for name in [SectionName.parameters, .lengths] {
      for change in [-1, 1] {
        var wrong = sections
        if change < 0 { wrong[name].removeLast() } else { wrong[name].append(0) }
        #expect(throws: BundleError.self) { try LexicalIndex(wrong) }
      }
    }
    var noPostings = sections
    noPostings.postings = []
    #expect(throws: BundleError.self) { try LexicalIndex(noPostings) }
    var noTerms = sections
    noTerms.terms = [0]
    #expect(throws: BundleError.self) { try LexicalIndex(noTerms) }
  }

  @Test func parametersOutOfRangeAreRefused() throws {
    let sections = try LexicalIndexBuilder.sections(RandomCorpus(seed: 34, chunkCount: 50).fields)
    // Version, flags, the stemmer's name, the exponents of k1 and b, the weights, the total length.
    for offset in [0, 4, 8, 27, 31, 34, 38, 42, 59] {
      var wrong = sections
      wrong.parameters[offset] = 0x7F
      #expect(throws: BundleError.self, "offset \(offset)") { try LexicalIndex(wrong) }
    }
  }

  @Test(arguments: SectionName.allCases)
  func damagedBytesNeverCrash(name: SectionName) throws {
    let corpus = RandomCorpus(seed: 35, chunkCount: 1500, wordCount: 60)
    let sections = try LexicalIndexBuilder.sections(corpus.fields)
    let valid = try LexicalIndex(sections)
    var generator = SeededGenerator(seed: 36)
    for round in 0..<150 {
      var damaged = sections
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        // Half of the damage at the start, where headers are.
        let bytes = damaged[name].count
        let place = Int.random(in: 0..<(round % 2 == 0 ? min(bytes, 256) : bytes), using: &generator)
        damaged[name][place] = UInt8.random(in: 0...255, using: &generator)
      }
      guard let index = try? LexicalIndex(damaged) else { continue }
      for query in corpus.queries.prefix(8) + corpus.queries.suffix(1) {
        let hits = index.search(query, limit: round % 3 == 0 ? .max : 10)
        let areSound = hits.allSatisfy { $0.chunk.index < valid.chunkCount && $0.score.isFinite }
        #expect(areSound, "\(query)")
      }
    }
  }

  @Test func listsThatAreCutNeverCrash() throws {
    let corpus = RandomCorpus(seed: 37, chunkCount: 600, wordCount: 40)
    let sections = try LexicalIndexBuilder.sections(corpus.fields)
    for count in stride(from: 8, to: sections.postings.count, by: 37) {
      var cut = sections
      cut.postings = Array(cut.postings.prefix(count))
      let index = try LexicalIndex(cut)
      for query in corpus.queries.suffix(4) { _ = index.search(query, limit: 10) }
    }
    for count in stride(from: 16, to: sections.terms.count, by: 3) {
      var cut = sections
      cut.terms = Array(cut.terms.prefix(count))
      guard let index = try? LexicalIndex(cut) else { continue }
      for query in corpus.queries.suffix(4) { _ = index.search(query, limit: 10) }
    }
  }
}
