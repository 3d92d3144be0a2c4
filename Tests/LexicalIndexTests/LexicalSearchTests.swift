import Common
import LexicalIndex
import TestSupport
import Testing
import TextAnalysis

@Suite struct LexicalSearchTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    var seed: UInt64
    var chunkCount: Int
    var k1 = 0.9
    var b = 0.4
    var weights = [2.0, 1.5, 1.0]

    var testDescription: String { "seed \(seed), \(chunkCount) chunks, k1 \(k1), b \(b), weights \(weights)" }

    var parameters: BM25Parameters {
      BM25Parameters(
        k1: Float(k1), b: Float(b), weights: FieldWeights(title: weights[0], headings: weights[1], body: weights[2]))
    }
  }

  @Test(arguments: [
    Setting(seed: 1, chunkCount: 1), Setting(seed: 2, chunkCount: 127), Setting(seed: 3, chunkCount: 400),
    Setting(seed: 4, chunkCount: 2500), Setting(seed: 5, chunkCount: 1500, k1: 1.2, b: 0.75, weights: [1, 1, 1]),
    Setting(seed: 6, chunkCount: 600, k1: 0, b: 0), Setting(seed: 7, chunkCount: 600, b: 1, weights: [5.25, 0, 0.5]),
    Setting(seed: 8, chunkCount: 300, weights: [1, 1, 0]),
  ])
  func scoresAreThoseOfTheDefinition(setting: Setting) throws {
    let corpus = RandomCorpus(seed: setting.seed, chunkCount: setting.chunkCount)
    let index = try LexicalIndex(LexicalIndexBuilder.sections(corpus.fields, parameters: setting.parameters))
    var model = ReferenceModel(
      analysis: .init(stemming: .none), k1: setting.k1, b: setting.b, weights: setting.weights)
    for fields in corpus.fields { model.add(fields) }
    for query in corpus.queries {
      let expected = model.scores(query)
      let found = index.search(query, limit: .max)
      #expect(Set(found.map(\.chunk.index)) == Set(expected.keys), "\(query)")
      let areEqual = found.allSatisfy { hit in
        let score = expected[hit.chunk.index] ?? 0
        return abs(Double(hit.score) - score) <= 1e-5 * (1 + score)
      }
      #expect(areEqual, "\(query)")
      for term in index.terms(of: query) {
        #expect(index.documentFrequency(of: term) == model.documentFrequency(of: term), "\(term)")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 10, 100, 1000])
  func theFirstOfAShortListAreTheFirstOfTheWholeList(limit: Int) throws {
    let corpus = RandomCorpus(seed: UInt64(limit), chunkCount: 5000, wordCount: 800)
    let index = try LexicalIndex(LexicalIndexBuilder.sections(corpus.fields))
    for query in corpus.queries {
      let all = index.search(query, limit: .max)
      #expect(index.search(query, limit: limit) == Array(all.prefix(limit)), "\(query)")
      let isOrdered = zip(all, all.dropFirst()).allSatisfy { ScoredChunk.precedes($0, $1) }
      #expect(isOrdered)
      let odd = index.search(query, limit: limit) { $0.index % 3 == 1 }
      #expect(odd == Array(all.filter { $0.chunk.index % 3 == 1 }.prefix(limit)), "\(query)")
    }
  }

  @Test func equalScoresAreInTheOrderOfTheChunks() throws {
    let fields = (0..<3000).map { LexicalFields(body: Array(($0 % 7 == 0 ? "other" : "same words").utf8)) }
    let index = try LexicalIndex(LexicalIndexBuilder.sections(fields))
    #expect(index.search("same", limit: 4).map(\.chunk.index) == [1, 2, 3, 4])
    #expect(index.search("other same", limit: 3).map(\.chunk.index) == [0, 7, 14])
  }

  @Test func repeatedTermsOfAQueryCountAgain() throws {
    let corpus = RandomCorpus(seed: 21, chunkCount: 300)
    let index = try LexicalIndex(LexicalIndexBuilder.sections(corpus.fields))
    let once = index.search("w1x", limit: 5)
    let twice = index.search("w1x w1x", limit: 5)
    #expect(once.map(\.chunk) == twice.map(\.chunk))
    #expect(zip(once, twice).allSatisfy { abs($0.score * 2 - $1.score) < 1e-5 })
  }

  @Test func wordsMeetInTheirStems() throws {
    let fields = [
      LexicalFields(title: Array("Signing".utf8), body: Array("How keys work.".utf8)),
      LexicalFields(body: Array("Bundles are signed by a key.".utf8)),
      LexicalFields(headings: Array("Café".utf8), body: Array("Nothing else".utf8)),
    ]
    let index = try LexicalIndex(LexicalIndexBuilder.sections(fields, analysis: .init()))
    #expect(index.search("sign a bundle", limit: 9).map(\.chunk.index) == [1, 0])
    #expect(index.search("CAFE", limit: 9).map(\.chunk.index) == [2])
    #expect(index.statistics.analysis.stemming == .english)
    #expect(index.inverseDocumentFrequency(of: "key") < index.inverseDocumentFrequency(of: "unheard"))
  }

  @Test func functionWordsOfAQueryCountOnlyWhereItHasNoOthers() throws {
    let fields = ["How do I do it? I do.", "Keys sign bundles.", "Bundles are files."].map {
      LexicalFields(body: Array($0.utf8))
    }
    let index = try LexicalIndex(LexicalIndexBuilder.sections(fields, analysis: .init()))
    #expect(index.search("How do I sign it?", limit: 9).map(\.chunk.index) == [1])
    #expect(index.search("How do I?", limit: 9).map(\.chunk.index) == [0])
    let german = try LexicalIndex(LexicalIndexBuilder.sections(fields, analysis: .init(stemming: .german)))
    #expect(Set(german.search("do sign", limit: 9).map(\.chunk.index)) == [0, 1])
  }

  @Test func anEmptyIndexFindsNothing() throws {
    let index = try LexicalIndex(LexicalIndexBuilder.sections([]))
    #expect(index.search("anything", limit: 10).isEmpty)
    #expect(index.chunkCount == 0)
    let blank = try LexicalIndex(LexicalIndexBuilder.sections([LexicalFields(body: [])]))
    #expect(blank.search("anything", limit: 10).isEmpty)
    #expect(try LexicalIndex(LexicalIndexBuilder.sections([.init(body: [0x61])])).search("a", limit: 0).isEmpty)
  }
}
