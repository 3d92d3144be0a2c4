import BundleFormat
import Common
import Storage
import Testing
import VectorIndex

@Suite struct VectorIndexTests {
  @Test(arguments: [0, 1, 7, 1024, 2500], [1, 48, 384])
  func `A search finds what brute force finds`(count: Int, dimensions: Int) throws {
    var sample = VectorSample(seed: UInt64(count * 1000 + dimensions), count: count, dimensions: dimensions)
    let index = try VectorIndex(bundle: sample.bundle())
    #expect(index.count == count)
    #expect(index.dimensions == dimensions)
    let query = sample.query()
    let all = index.similarities(query: query)
    for (score, exact) in zip(all, sample.exactScores(query)) { #expect(abs(Double(score) - exact) < 1e-3) }
    let expected = all.enumerated().map { ScoredChunk(chunk: ChunkID($0), score: $1) }.sorted(by: ScoredChunk.precedes)
    for limit in [0, 1, 10, 1000, 5000] {
      #expect(index.search(VectorQuery(vector: query, limit: limit)) == Array(expected.prefix(limit)), "limit \(limit)")
    }
    let even = expected.filter { $0.chunk.index % 2 == 0 }
    #expect(index.search(VectorQuery(vector: query, limit: 10) { $0.index % 2 == 0 }) == Array(even.prefix(10)))
    for chunk in [0, count / 2, count - 1] where chunk >= 0 && chunk < count {
      #expect(index.similarity(query: query, chunk: ChunkID(chunk)) == all[chunk])
    }
    #expect(index.similarity(query: query, chunk: ChunkID(count)) == 0)
  }

  @Test func `Queries that are searched together find what each finds alone`() throws {
    var sample = VectorSample(seed: 23, count: 3000, dimensions: 48)
    let index = try VectorIndex(bundle: sample.bundle())
    var queries = [0, 1, 10, 700, 2000, 10].map { VectorQuery(vector: sample.query(), limit: $0) }
    queries[5].isIncluded = { $0.index % 3 == 0 }
    queries.append(VectorQuery(vector: [Float](repeating: 0, count: 48), limit: 5))
    let together = index.search(queries)
    #expect(together.count == queries.count)
    for (found, query) in zip(together, queries) { #expect(found == index.search(query)) }
    #expect(together[5].allSatisfy { $0.chunk.index % 3 == 0 })
    #expect(index.search([]).isEmpty)
  }

  @Test(arguments: 1...6) func `Near ties are told apart as brute force does`(seed: Int) throws {
    var sample = VectorSample(seed: UInt64(seed), count: 6000, dimensions: 48)
    // Neighbours of the first vector, a step away from it in one element; scales alike, so that thousands are in doubt.
    for row in 1..<sample.codes.count {
      sample.codes[row] = sample.codes[0]
      sample.codes[row][row % 48] = sample.codes[0][row % 48] &+ Int8(row % 3 - 1)
      sample.scales[row] = row % 7 == 0 ? sample.scales[0].nextUp : sample.scales[0]
    }
    let index = try VectorIndex(bundle: sample.bundle())
    let query = sample.query()
    let expected = index.similarities(query: query).enumerated().map { ScoredChunk(chunk: ChunkID($0), score: $1) }
      .sorted(by: ScoredChunk.precedes)
    for limit in [1, 10, 100, 1400] {
      #expect(index.search(VectorQuery(vector: query, limit: limit)) == Array(expected.prefix(limit)), "limit \(limit)")
    }
  }

  @Test func `Scales of every size give what brute force gives`() throws {
    var sample = VectorSample(seed: 17, count: 3000, dimensions: 32)
    for row in sample.scales.indices {
      sample.scales[row] = Float(sign: row % 2 == 0 ? .plus : .minus, exponent: row % 255 - 127, significand: 1.5)
    }
    let index = try VectorIndex(bundle: sample.bundle())
    let query = sample.query()
    let expected = index.similarities(query: query).enumerated().map { ScoredChunk(chunk: ChunkID($0), score: $1) }
      .filter(\.score.isFinite).sorted(by: ScoredChunk.precedes)
    for limit in [1, 10, 100, 700] {
      #expect(index.search(VectorQuery(vector: query, limit: limit)) == Array(expected.prefix(limit)), "limit \(limit)")
    }
  }

  @Test func `A stored vector reads back as codes times scale`() throws {
    let sample = VectorSample(seed: 3, count: 3, dimensions: 20)
    let index = try VectorIndex(bundle: sample.bundle())
    #expect(index.vector(of: ChunkID(1)) == sample.codes[1].map { Float($0) * sample.scales[1] })
    #expect(index.vector(of: ChunkID(3)) == nil)
  }

  @Test func `Two builds are the same bytes and codes begin on a page`() throws {
    let sample = VectorSample(seed: 5, count: 100, dimensions: 33)
    let first = try sample.bundle()
    #expect(first.bytes.array == (try sample.bundle()).bytes.array)
    #expect(first.entry(.vectors)?.offset.isMultiple(of: 4096) == true)
  }

  @Test func `Sections that disagree are refused`() throws {
    let bundle = try VectorSample(seed: 9, count: 4, dimensions: 16).bundle()
    let parameters = try bundle.section(.vectorParameters).array
    let codes = try bundle.section(.vectors)
    let scales = try bundle.section(.vectorScales)
    for length in 0..<parameters.count {
      #expect(throws: BundleError.self) {
        try VectorIndex(parameters: MappedBytes(Array(parameters[..<length])), codes: codes, scales: scales)
      }
    }
    for position in 0..<VectorField.reserved.offset {
      for value in [0xFF, 0x7F, 0x80, 3] as [UInt8] {
        var lie = parameters
        lie[position] ^= value
        // Dimensions may lie within their padding; every other change of a field must be noticed.
        if let index = try? VectorIndex(parameters: MappedBytes(lie), codes: codes, scales: scales) {
          #expect(index.dimensions <= 16 && index.count == 4)
        }
      }
    }
    #expect(throws: BundleError.wrongLength(.section(.vectors), expected: 64, got: 63)) {
      try VectorIndex(parameters: MappedBytes(parameters), codes: codes[0..<63], scales: scales)
    }
    #expect(throws: BundleError.wrongLength(.section(.vectorScales), expected: 16, got: 12)) {
      try VectorIndex(parameters: MappedBytes(parameters), codes: codes, scales: scales[0..<12])
    }
  }

  @Test func `A scale that is no number keeps its chunk out of the list`() throws {
    var sample = VectorSample(seed: 11, count: 6, dimensions: 16)
    let bundle = try sample.bundle()
    var scales = try bundle.section(.vectorScales).array
    // Not a number, then infinity.
    scales.replaceSubrange(0..<8, with: [0, 0, 0xC0, 0x7F, 0, 0, 0x80, 0x7F])
    let index = try VectorIndex(
      parameters: bundle.section(.vectorParameters), codes: bundle.section(.vectors), scales: MappedBytes(scales))
    let found = index.search(VectorQuery(vector: sample.query(), limit: 6)).map(\.chunk.index)
    #expect(found.sorted() == [2, 3, 4, 5])
  }
}
