import BundleFormat
import Common
import Embedding
import Glibc
import Retrieval
import Storage
import TestSupport
import Testing

@Suite struct SearchEngineTests {
  typealias Condition = DocumentFilter.Condition

  @Test(arguments: SearchMode.allCases)
  func `Every mode finds the chunk that says the words of the query`(mode: SearchMode) throws {
    let bundle = try SmallBundle()
    let engine = try bundle.engine()
    let hits = try engine.search("Zebras graze on the open plain.", SearchOptions(mode: mode, limit: 2))
    let hit = try #require(hits.first)
    #expect(hit.text == "Zebras graze on the open plain.")
    #expect(hit.source.externalID == "d2")
    #expect((hit.keywordScore == nil) == (mode == .vector))
    #expect((hit.vectorScore == nil) == (mode == .keyword))
    if let similarity = hit.vectorScore { #expect(similarity > 0.98) }
  }

  @Test func `A hit says where it stands, in both units`() throws {
    let bundle = try SmallBundle()
    let engine = try bundle.engine()
    let hit = try #require(try engine.search("zebra", SearchOptions(mode: .keyword)).first)
    #expect(hit.bundle == "small")
    #expect(hit.source.title == "Ünïcode 😀")
    #expect(hit.url == "https://example.org/d2")
    #expect(hit.pages == 2...3)
    let first = "Größe und 😀 Zeichen stehen hier.\n"
    #expect(hit.range.utf8 == first.utf8.count..<(first.utf8.count + hit.text.utf8.count))
    #expect(hit.range.utf16 == first.utf16.count..<(first.utf16.count + hit.text.utf16.count))
  }

  @Test func `Filters keep documents out of every mode`() throws {
    let bundle = try SmallBundle()
    let engine = try bundle.engine()
    func sources(_ filter: DocumentFilter, _ mode: SearchMode) throws -> Set<String> {
      let options = SearchOptions(mode: mode, filter: filter)
      return Set(try engine.search("key source zebra", options).compactMap(\.source.externalID))
    }
    for mode in SearchMode.allCases {
      #expect(try sources(DocumentFilter(tags: ["web"]), mode) == ["d1"])
      #expect(try sources(DocumentFilter(conditions: [Condition(key: "year", value: "2024")]), mode) == ["d0"])
      let either = [Condition(key: "product", value: "other"), Condition(key: "product", value: "almanac")]
      #expect(try sources(DocumentFilter(conditions: either), mode) == ["d0", "d1", "d2"])
      #expect(try sources(DocumentFilter(conditions: either, tags: ["guide", "web"]), mode) == ["d1"])
      #expect(try sources(DocumentFilter(tags: ["none"]), mode).isEmpty)
    }
  }

  @Test func `The bundle says how its sides are fused unless the search does`() throws {
    let query = "key source zebra"
    func scores(_ engine: SearchEngine, _ options: SearchOptions = SearchOptions()) throws -> [Float] {
      try engine.search(query, options).map(\.score)
    }
    let standard = try SmallBundle().engine()
    let ranks = try SmallBundle(fusion: .init(method: .reciprocalRank, depth: 2)).engine()
    let asked = SearchOptions(depth: 2, fusion: .reciprocalRank)
    #expect(try scores(ranks) == scores(standard, asked))
    #expect(try scores(ranks) != scores(standard))
    let keyword = try SmallBundle(fusion: .init(weight: 0)).engine()
    #expect(try scores(keyword) == scores(standard, SearchOptions(weight: 0)))
    // A method alone keeps the bundle's weight, a weight alone asks for the method that has one.
    #expect(try scores(keyword, SearchOptions(fusion: .zScore)) == scores(keyword))
    #expect(try scores(ranks, SearchOptions(weight: 0)) == scores(standard, SearchOptions(depth: 2, weight: 0)))
  }

  @Test func `A bundle cut short while it is searched is an error, not a wrong result`() throws {
    let bundle = try SmallBundle()
    let engine = try SearchEngine(paths: [bundle.path])
    _ = try engine.search("zebra", SearchOptions(mode: .keyword))
    #expect(unsafe truncate(bundle.path, 5_000) == 0)
    let error = #expect(throws: BundleError.self) { try engine.search("How are bundles signed?") }
    #expect(error?.problem == .changedWhileOpen)
  }

  @Test func `A document counts once, by its best chunk`() throws {
    let bundle = try SmallBundle()
    let engine = try bundle.engine()
    let documents = try engine.documents("key", SearchOptions(mode: .vector, limit: 10))
    #expect(documents.map(\.identifier).sorted() == ["d0", "d1", "d2"])
    let best = try engine.search("key", SearchOptions(mode: .vector, limit: 1))
    #expect(documents.first?.score == best.first?.score)
  }

  @Test func `A threshold drops what is less similar`() throws {
    let bundle = try SmallBundle()
    let engine = try bundle.engine()
    let hits = try engine.search("Zebras graze on the open plain.", SearchOptions(minimumSimilarity: 0.95))
    #expect(hits.map(\.text) == ["Zebras graze on the open plain."])
  }

  @Test func `Several bundles are searched as one`() throws {
    let first = try SmallBundle(Array(SmallBundle.documents[..<2]))
    let second = try SmallBundle(Array(SmallBundle.documents[2...]))
    let engine = try SearchEngine(paths: [first.path, second.path])
    defer { withExtendedLifetime((first, second)) {} }
    for mode in SearchMode.allCases {
      let hits = try engine.search("Zebras graze on the open plain.", SearchOptions(mode: mode))
      #expect(hits.first?.candidate == Candidate(bundle: 1, chunk: ChunkID(1)))
    }
    let same = try SearchEngine(paths: [first.path, first.path])
    let tied = try same.search("key", SearchOptions(mode: .keyword)).map(\.candidate)
    #expect(tied.map(\.bundle) == tied.map(\.chunk.index).indices.map { $0 % 2 })
  }

  @Test func `The same search gives the same hits every time`() throws {
    let bundle = try SmallBundle()
    let hits = try bundle.engine().search("where is the key kept")
    for _ in 0..<3 { #expect(try bundle.engine().search("where is the key kept") == hits) }
  }

  @Test func `Searches that are done together find what each finds alone`() throws {
    let engine = try SmallBundle().engine()
    let filter = DocumentFilter(tags: ["web"])
    let requests = SearchMode.allCases.flatMap { mode in
      [
        SearchRequest(query: "where is the key kept", options: SearchOptions(mode: mode)),
        SearchRequest(query: "zebras", options: SearchOptions(mode: mode, limit: 1)),
        SearchRequest(query: "key source", options: SearchOptions(mode: mode, filter: filter)),
        SearchRequest(query: "", options: SearchOptions(mode: mode, minimumSimilarity: 0.5)),
      ]
    }
    var numbers: [Int] = []
    var found: [[Hit]?] = []
    engine.search(requests) { number, hits in
      numbers.append(number)
      found.append(try? hits.get())
    }
    #expect(numbers == Array(requests.indices))
    #expect(found == (try requests.map { try engine.search($0.query, $0.options) }))
    engine.search([]) { _, _ in Issue.record("there is nothing to find") }
  }

  @Test func `A search that fails does not fail those that are done with it`() throws {
    let engine = try SmallBundle(hasVectors: false).engine()
    let requests = [SearchMode.keyword, .vector, .hybrid].map {
      SearchRequest(query: "key", options: SearchOptions(mode: $0))
    }
    var found: [Result<[Hit], any Error>] = []
    engine.search(requests) { _, hits in found.append(hits) }
    #expect(try found[0].get() == engine.search("key", SearchOptions(mode: .keyword)))
    #expect(throws: SearchError.self) { try found[1].get() }
    #expect(try found[2].get() == engine.search("key"))
  }

  @Test func `A bundle of a remote encoder asks the service that the user names`() throws {
    let bundle = try SmallBundle(isRemote: true)
    let address = "https://gateway.example/v1"
    // A bundle alone opens no connection, and a model is no service.
    for model in [nil, bundle.modelFolder] {
      let service = try bundle.service()
      let engine = try SearchEngine(paths: [bundle.path], model: model, transport: service)
      let error = #expect(throws: SearchError.self) { try engine.search("key") }
      #expect(error?.exitStatus == .usage)
      #expect(
        error?.diagnostics.first?.reason.contains(
          "dimensions at https://embeddings.example/v1; questions need the same service") == true)
      #expect(try engine.search("key", SearchOptions(mode: .keyword)).isEmpty == false)
      #expect(service.requests.isEmpty)
    }
    let service = try bundle.service()
    let engine = try SearchEngine(paths: [bundle.path], model: address + "/", transport: service)
    let local = try SmallBundle().engine()
    for query in ["where is the key kept", "zebras"] {
      #expect(try engine.search(query).map(\.candidate) == local.search(query).map(\.candidate))
    }
    #expect(service.addresses == [address + "/embeddings", address + "/embeddings"])
    #expect(service.batches == [2, 1])
    #expect(
      try Answerer(engine).answer("Where is the key kept?").content
        == Answerer(local).answer("Where is the key kept?").content)
  }

  @Test func `Another model behind the address is refused`() throws {
    let bundle = try SmallBundle(isRemote: true)
    let other = try SmallBundle(seed: 5)
    let engine = try SearchEngine(
      paths: [bundle.path], model: "http://127.0.0.1:1/v1", transport: other.service())
    let error = #expect(throws: RemoteEncoderError.self) { try engine.search("key") }
    #expect(error?.exitStatus == .service)
  }

  @Test func `A bundle without its model needs the model that made it`() throws {
    let bundle = try SmallBundle(hasModel: false)
    let other = try SmallBundle(seed: 5)
    let inside = try SmallBundle().engine()
    // Models are read with the first search.
    defer { withExtendedLifetime((bundle, other)) {} }
    #expect(throws: SearchError.self) { try SearchEngine(paths: [bundle.path]).search("key") }
    let wrong = try SearchEngine(paths: [bundle.path], model: other.modelFolder)
    let error = #expect(throws: SearchError.self) { try wrong.search("key") }
    #expect(error?.exitStatus == .bundle)
    let right = try SearchEngine(paths: [bundle.path], model: bundle.modelFolder)
    #expect(try right.search("key").map(\.score) == inside.search("key").map(\.score))
    #expect(try SearchEngine(paths: [bundle.path]).search("key", SearchOptions(mode: .keyword)).isEmpty == false)
  }

  @Test func `A bundle without vectors is searched by keywords`() throws {
    let bundle = try SmallBundle(hasVectors: false)
    let engine = try bundle.engine()
    #expect(try engine.search("zebra").first?.vectorScore == nil)
    #expect(try engine.search("zebra").count == 1)
    #expect(throws: SearchError.noVectors(bundle: bundle.path)) {
      try engine.search("zebra", SearchOptions(mode: .vector))
    }
  }

  @Test func `A query without words finds nothing by keyword and does not fail`() throws {
    let engine = try SmallBundle().engine()
    for query in ["", "  ", "!?", "\u{0}"] {
      #expect(try engine.search(query, SearchOptions(mode: .keyword)).isEmpty)
      _ = try engine.search(query)
    }
  }

  @Test func `A file that is no bundle is refused`() throws {
    let folder = try TemporaryFolder()
    let file = try AtomicFile(path: folder.file("foreign"))
    try file.write(Array("not a bundle at all, just text".utf8))
    try file.commit()
    #expect(throws: BundleError.self) { try SearchEngine(paths: [folder.file("foreign")]) }
    #expect(throws: BundleError.self) { try SearchEngine(paths: [folder.file("missing")]) }
  }
}
