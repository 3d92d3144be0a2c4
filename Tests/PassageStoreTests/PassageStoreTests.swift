import BundleFormat
import Common
import Compression
import PassageStore
import Storage
import Testing

@Suite struct PassageStoreTests {
  static let corpus = TestCorpus()
  static let bytes = Result { try corpus.bundleBytes() }

  private func store() throws -> PassageStore { try TestCorpus.open(Self.bytes.get()) }

  @Test func documentsChunksAndQuestionsComeBackAsTheyWere() throws {
    let store = try store()
    try store.verify()
    #expect(store.documentCount == Self.corpus.documents.count)
    #expect(store.chunkCount == Self.corpus.documents.reduce(0) { $0 + $1.chunks.count })
    #expect(store.textLength == Self.corpus.documents.reduce(0) { $0 + $1.text.count })
    #expect(try store.questions == Self.corpus.questions)
    var next = 0
    for (index, document) in Self.corpus.documents.enumerated() {
      let stored = try store.document(DocumentID(index))
      #expect(stored.record == document.record)
      #expect(stored.textLength == document.text.count)
      #expect(try store.blocks(of: stored.id) == document.blocks)
      #expect(stored.chunks == ChunkID(next)..<ChunkID(next + document.chunks.count))
      for (ordinal, record) in document.chunks.enumerated() {
        let chunk = try store.chunk(ChunkID(next))
        #expect(chunk.record == record)
        #expect(chunk.document == DocumentID(index))
        #expect(chunk.ordinal == ordinal)
        #expect(store.documentID(of: ChunkID(next)) == DocumentID(index))
        next += 1
      }
    }
  }

  @Test func theTextOfAChunkIsThatOfItsDocumentInItsRange() throws {
    let store = try store()
    var id = 0
    for (index, document) in Self.corpus.documents.enumerated() {
      #expect(try store.utf8(of: DocumentID(index)) == document.text)
      for chunk in document.chunks {
        #expect(try Array(store.text(of: ChunkID(id)).utf8) == Array(document.text[chunk.range]))
        id += 1
      }
    }
  }

  @Test func sourcesComeBackByteForByteAndAreNotThereUnlessStored() throws {
    #expect(try !store().hasSources)
    #expect(try store().source(of: DocumentID(2)) == nil)
    let stored = try TestCorpus.open(Self.corpus.bundleBytes(storesSources: true))
    try stored.verify()
    #expect(stored.hasSources)
    for number in Self.corpus.documents.indices {
      let expected = Self.corpus.source(number).flatMap { $0.isEmpty ? nil : $0 }
      #expect(try stored.source(of: DocumentID(number)) == expected)
      #expect(try stored.utf8(of: DocumentID(number)) == Self.corpus.documents[number].text)
    }
  }

  @Test func sourcesLongerThanAFrameAreCut() throws {
    let corpus = TestCorpus(lengths: [700, 1_400_000, 30])
    let stored = try TestCorpus.open(corpus.bundleBytes(storesSources: true))
    for number in corpus.documents.indices {
      #expect(try stored.source(of: DocumentID(number)) == corpus.documents[number].text)
    }
  }

  @Test func aSourceThatIsNotThatOfItsDigestIsAnError() throws {
    let corpus = TestCorpus(lengths: [500])
    let builder = try PassageStoreBuilder(storesSources: true)
    let document = corpus.documents[0]
    try builder.add(document.record, text: document.text, chunks: document.chunks, source: [1, 2, 3])
    let folder = try TemporaryFolder()
    var writer = try BundleWriter(path: folder.file("test.kb"))
    try builder.write(to: &writer)
    _ = try writer.finish()
    let store = try TestCorpus.open(readFile(folder.file("test.kb")))
    #expect(throws: BundleError.self) { try store.source(of: DocumentID(0)) }
    #expect(throws: BundleError.self) { try store.verify() }
  }

  @Test func rangesOfLongDocumentsCrossFrames() throws {
    let store = try store()
    let text = Self.corpus.documents[4].text
    for range in [0..<0, 0..<1, 65_535..<65_537, 1..<text.count, 131_000..<200_000, text.count..<text.count] {
      #expect(try store.utf8(of: DocumentID(4), range: range) == Array(text[range]))
    }
    #expect(throws: BundleError.self) { try store.utf8(of: DocumentID(4), range: 0..<(text.count + 1)) }
    #expect(throws: BundleError.self) { try store.utf8(of: DocumentID(4), range: -1..<1) }
    #expect(store.frameCount > 5)
  }

  @Test func aRangeThatCutsACharacterIsNoText() throws {
    let store = try store()
    let text = Self.corpus.documents[4].text
    let place = try #require(text.firstIndex { $0 & 0xC0 == 0x80 })
    #expect(throws: BundleError.self) { try store.text(of: DocumentID(4), range: 0..<place) }
  }

  @Test func utf16OffsetsAreThoseOfTheString() throws {
    let store = try store()
    let string = String(decoding: Self.corpus.documents[3].text, as: UTF8.self)
    let text = Self.corpus.documents[3]
    for chunk in text.chunks {
      let start = string.utf8.index(string.startIndex, offsetBy: chunk.range.lowerBound)
      let end = string.utf8.index(string.startIndex, offsetBy: chunk.range.upperBound)
      let expected = string.utf16.distance(from: string.startIndex, to: start)
      let count = string.utf16.distance(from: start, to: end)
      #expect(try store.utf16Range(of: chunk.range, in: DocumentID(3)) == expected..<(expected + count))
    }
  }

  @Test func idsThatTheBundleDoesNotHaveAreErrors() throws {
    let store = try store()
    #expect(throws: BundleError.self) { try store.document(DocumentID(store.documentCount)) }
    #expect(throws: BundleError.self) { try store.chunk(ChunkID(rawValue: .max)) }
    #expect(throws: BundleError.self) { try store.question(2) }
    #expect(throws: BundleError.self) { try store.question(-1) }
  }

  @Test func filtersFindTheDocumentsThatHaveAValueOrATag() throws {
    let store = try store()
    func expected(_ isIncluded: (DocumentRecord) -> Bool) -> [Int] {
      Self.corpus.documents.indices.filter { isIncluded(Self.corpus.documents[$0].record) }
    }
    func members(_ set: DocumentSet) -> [Int] {
      Self.corpus.documents.indices.filter { set.contains(DocumentID($0)) }
    }
    let almanac = try store.documents(where: "product", equals: "almanac")
    #expect(members(almanac) == expected { $0.metadata[0].value == "almanac" })
    let start = try store.documents(tagged: "start")
    #expect(members(start) == expected { $0.tags.contains("start") })
    #expect(try store.documents(where: "product", equals: "none").count == 0)
    #expect(try store.documents(where: "tag", equals: "start").count == 0)
    var both = almanac
    both.formIntersection(start)
    #expect(members(both) == members(almanac).filter(members(start).contains))
    both.formUnion(almanac)
    #expect(both == almanac)
    #expect(DocumentSet(documentCount: 70, all: true).count == 70)
    #expect(try store.facets().map(\.key) == ["product", "product", "year", "year", "year", "year"])
    #expect(try store.facets().first?.documentCount == 34)
    #expect(try store.tags().map(\.tag) == ["guide", "start"])
  }

  @Test func theBytesDependOnTheCorpusAlone() throws {
    let one = try Self.corpus.bundleBytes(TextCompression(level: 3, jobs: 1))
    let many = try Self.corpus.bundleBytes(TextCompression(level: 3, jobs: 7))
    #expect(one == many)
    #expect(try one == Self.bytes.get())
  }

  @Test func theContentDigestDoesNotDependOnTheCompression() throws {
    func digest(_ compression: TextCompression) throws -> Digest {
      let bundle = try BundleReader(bytes: MappedBytes(Self.corpus.bundleBytes(compression)), path: "test.kb")
      try bundle.verify()
      return bundle.header.contentDigest
    }
    let trained = try digest(TextCompression(level: 3))
    #expect(try digest(TextCompression(level: 9)) == trained)
    #expect(try digest(TextCompression(level: 3, dictionary: .none)) == trained)
  }

  @Test func aGivenDictionaryIsUsed() throws {
    let samples = Self.corpus.documents.map { Array($0.text.prefix(3000)) }
    let dictionary = try #require(
      ZstdDictionary.trained(samples: samples.flatMap { $0 }, sizes: samples.map(\.count), capacity: 2048))
    let bytes = try Self.corpus.bundleBytes(TextCompression(level: 3, dictionary: .given(dictionary)))
    let bundle = try BundleReader(bytes: MappedBytes(bytes), path: "test.kb")
    #expect(try bundle.section(.zstdDictionary).array == dictionary.bytes)
    try PassageStore(bundle: bundle).verify()
  }

  @Test func anEditChangesTheFramesNearItOnly() throws {
    var corpus = Self.corpus
    func frames(_ corpus: TestCorpus) throws -> Set<[UInt8]> {
      let bytes = try corpus.bundleBytes(TextCompression(level: 3, dictionary: .none))
      let bundle = try BundleReader(bytes: MappedBytes(bytes), path: "test.kb")
      var rest = try bundle.section(.text, codec: .zstdFrames)
      var frames: Set<[UInt8]> = []
      while !rest.isEmpty {
        let count = try ZstdDecompressor.length(ofFirstFrameIn: rest)
        frames.insert(rest.array(0..<count))
        rest = rest[count..<rest.count]
      }
      return frames
    }
    let before = try frames(corpus)
    corpus.documents[12].text += Array("an edit".utf8)
    let after = try frames(corpus)
    #expect(after.subtracting(before).count == 1)
  }

  @Test func anEmptyCorpusIsABundle() throws {
    var corpus = TestCorpus(lengths: [])
    corpus.questions = []
    let store = try TestCorpus.open(corpus.bundleBytes())
    try store.verify()
    #expect(store.documentCount == 0 && store.chunkCount == 0 && store.questionCount == 0)
    #expect(try store.questions.isEmpty)
  }
}
