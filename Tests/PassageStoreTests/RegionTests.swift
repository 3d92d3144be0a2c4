import Common
import PassageStore
import Testing

@Suite struct RegionTests {
  private static let lines = (0..<3).map { line in
    TextRegion(
      (10 * line)..<(10 * line + 9),
      PageRectangle(page: 1 + line / 2, left: 72.04, top: 80.0 + 12 * Double(line), right: 300, bottom: 90))
  }

  @Test func `the regions of a part are cut to it and no others are returned`() {
    #expect(Self.lines.regions(in: 0..<29) == Self.lines)
    #expect(Self.lines.regions(in: 12..<21).map(\.range) == [12..<19, 20..<21])
    #expect(Self.lines.regions(in: 9..<10).isEmpty)
    #expect(Self.lines.regions(in: 29..<40).isEmpty)
    #expect(Self.lines.regions(in: 12..<21).pages == 1...2)
  }

  @Test func `points become tenths from the upper left corner, whatever they are`() {
    let odd = PageRectangle(page: 2, left: 100.26, top: -.infinity, right: -3, bottom: 1e300)
    #expect(
      odd == PageRectangle(page: 2, left: 0, top: 0, right: 1003, bottom: PageRectangle.coordinates.upperBound))
    #expect(odd.isValid)
    #expect(PageRectangle(page: 1, left: .nan, top: .nan, right: .nan, bottom: .nan).isValid)
    #expect(!PageRectangle(page: 0, left: 0, top: 0, right: 1, bottom: 1).isValid)
  }

  @Test func `a bundle of documents without pages has no section for regions`() throws {
    let corpus = TestCorpus(lengths: [0])
    let store = try TestCorpus.open(corpus.bundleBytes())
    try store.verify()
    #expect(store.chunkCount == 0)
  }

  @Test func `a line costs few bytes`() throws {
    var with = TestCorpus(lengths: [100_000])
    let count = with.documents[0].chunks.reduce(0) { $0 + $1.regions.count }
    let size = try with.bundleBytes().count
    for index in with.documents[0].chunks.indices { with.documents[0].chunks[index].regions = [] }
    let bare = try with.bundleBytes().count
    #expect(count > 500 && size - bare < 13 * count, "\(size - bare) bytes for \(count) lines")
  }
}
