import BundleFormat
import Common
import Compilation
import Manifest
import Storage
import TestSupport
import Testing

@Suite struct TrainedPartsTests {
  private func record(_ corpus: ChangingCorpus, _ output: String = "cached.kb") throws -> BuildRecord {
    try BundleReader(path: corpus.folder.file(output)).buildRecord()
  }

  private func frames(_ corpus: ChangingCorpus) throws -> Int {
    try BuildCache(folder: corpus.cache).usage()[BuildCache.Kind.frame.rawValue].entries
  }

  @Test func aBuildRightAfterTrainingIsTheOneBefore() throws {
    let corpus = try ChangingCorpus()
    try corpus.addLongDocuments()
    try corpus.build()
    let before = try corpus.bytes()
    let report = try corpus.train()
    let dictionary = try #require(report.dictionary)
    #expect(report.isWritten && report.isChanged)
    #expect(try !corpus.train().isChanged)
    try corpus.expectEqualBuilds()
    #expect(try corpus.bytes() == before)
    #expect(try record(corpus).trainedParts.map(\.digest) == [dictionary.digest])
  }

  @Test func anEditCostsItsOwnFrames() throws {
    let corpus = try ChangingCorpus()
    try corpus.addLongDocuments(96)
    try corpus.write("spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\nbundle: { level: 3, block: 16KiB }\n")
    let dictionary = try #require(try corpus.train().dictionary)
    try corpus.build()
    let all = try frames(corpus)
    for number in [3, 40, 90] {
      try corpus.write("docs/long-\(number).txt", "It is short now, and says \(number).\n")
      let old = try frames(corpus)
      try corpus.expectEqualBuilds()
      let new = try frames(corpus) - old
      #expect(new > 0 && new < all / 5, "\(new) of \(all)")
      #expect(try record(corpus).trainedParts.map(\.digest) == [dictionary.digest])
    }
    // Without the pinned part the build trains on what the corpus is now.
    try removeFile(corpus.folder.file(TrainedParts.fileName))
    try corpus.expectEqualBuilds()
    #expect(try record(corpus).trainedParts.map(\.digest) != [dictionary.digest])
  }

  @Test func trainingAgainIsAChangeThatIsNamed() throws {
    let corpus = try ChangingCorpus()
    try corpus.addLongDocuments()
    try corpus.train()
    try corpus.build("out.kb")
    let compiler = corpus.compiler("out.kb", cached: true, jobs: 2, reportsChanges: true)
    #expect(try !compiler.plan().hasChanges)
    for number in 0..<48 { try corpus.write("docs/long-\(number).txt", "Short.\n") }
    // Too little text is left; that is pinned as well.
    let report = try corpus.train()
    #expect(report.isChanged && report.dictionary == nil)
    #expect(try compiler.plan().changedSettings == ["dictionary"])
    #expect(try compiler.run().changedSettings == ["dictionary"])
    #expect(try record(corpus, "out.kb").trainedParts == [])
    try corpus.addLongDocuments()
    try corpus.expectEqualBuilds()
    #expect(try record(corpus).trainedParts == [])
  }

  @Test func damagedPartsStopTheBuildAndTrainingMendsThem() throws {
    let corpus = try ChangingCorpus()
    try corpus.addLongDocuments()
    try corpus.train()
    let path = corpus.folder.file(TrainedParts.fileName)
    let good = try readFile(path)
    var bad = good
    bad[bad.count / 2] ^= 1
    for (bytes, identifier) in [
      (bad, "trained-parts-damaged"), (Array(good.dropLast()), "trained-parts-damaged"),
      (Array("kind: other\n".utf8), "trained-parts-foreign"), ([], "trained-parts-foreign"),
    ] {
      let file = try AtomicFile(path: path)
      try file.write(bytes)
      try file.commit()
      let error = #expect(throws: DiagnosticsError.self) { try corpus.build() }
      #expect(error?.diagnostics.map(\.identifier) == [identifier])
      #expect(error?.diagnostics.first?.remedy?.contains("kbc train") == true)
    }
    try corpus.train()
    #expect(try readFile(path) == good)
    try corpus.expectEqualBuilds()
  }

  @Test func sourcesThatCannotBeReadKeepTheOldParts() throws {
    let corpus = try ChangingCorpus()
    try corpus.write("docs/broken.txt", "a\0b\0c")
    let report = try corpus.train()
    #expect(report.diagnostics.hasErrors && !report.isWritten)
    #expect(!isReadable(corpus.folder.file(TrainedParts.fileName)))
  }
}
