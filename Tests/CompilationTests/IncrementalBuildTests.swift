import BundleFormat
import Common
import Compilation
import SQLite
import Storage
import Terminal
import TestSupport
import Testing

@Suite struct IncrementalBuildTests {
  private typealias Corpus = ChangingCorpus

  /// How the builds of one test of edits are done.
  enum Way: Int, CaseIterable {
    /// One thread, all files are read.
    case plain
    /// Stamps of files are believed.
    case settled
    /// So much text that a dictionary is trained, by each build.
    case long
    /// The dictionary is pinned, and sometimes trained again.
    case pinned
  }

  @Test(arguments: Way.allCases)
  func aThousandAndOneEditsGiveTheCleanBuild(way: Way) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededGenerator(seed: seed)
    var corpus = try Corpus()
    corpus.isSettled = way != .plain
    if way.rawValue >= Way.long.rawValue { try corpus.addLongDocuments() }
    if way == .pinned { #expect(try corpus.train().dictionary != nil) }
    var names: [String] = []
    var texts: [String] = []
    for round in 0..<(way.rawValue >= Way.long.rawValue ? 12 : 24) {
      for edit in 0...Int.random(in: 0...4, using: &random) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1:
          let name = "docs/\(Int.random(in: 0..<99, using: &random)).\(round.isMultiple(of: 3) ? "md" : "txt")"
          // Some texts come back, under the same name or another one.
          let text =
            texts.randomElement(using: &random).flatMap { Bool.random(using: &random) ? $0 : nil }
            ?? "# Heading \(round)\n\nThe words of \(UInt32.random(in: 0...9_999, using: &random)), and more of them.\n"
          try corpus.write(name, text)
          texts.append(text)
          if !names.contains(name) { names.append(name) }
        case 2:
          guard let name = names.randomElement(using: &random) else { continue }
          try corpus.write(name, "Edited in round \(round).\n\nSecond paragraph.\n")
        case 3:
          guard let index = names.indices.randomElement(using: &random) else { continue }
          try removeFile(corpus.folder.file(names.remove(at: index)))
        case 4:
          guard let index = names.indices.randomElement(using: &random) else { continue }
          let bytes = try readFile(corpus.folder.file(names[index]))
          try removeFile(corpus.folder.file(names.remove(at: index)))
          let name = "docs/moved-\(round)-\(edit).md"
          try corpus.write(name, String(decoding: bytes, as: UTF8.self))
          names.append(name)
        case 5:
          guard way.rawValue >= Way.long.rawValue else { continue }
          let name = "docs/long-\(Int.random(in: 0..<48, using: &random)).txt"
          var lines = String(decoding: try readFile(corpus.folder.file(name)), as: UTF8.self).split(separator: "\n")
          lines.insert("A line of round \(round).", at: Int.random(in: 0...lines.count, using: &random))
          try corpus.write(name, lines.joined(separator: "\n"))
        case 6:
          if way == .pinned { try corpus.train() }
        default:
          let rows = (0...Int.random(in: 0...5, using: &random)).map {
            #"{"id": "\#($0)", "title": "T", "text": "Row \#(Int.random(in: 0...3, using: &random))."}"# + "\n"
          }
          try corpus.write("items.jsonl", rows.joined())
        }
      }
      try corpus.expectEqualBuilds(jobs: way == .plain ? 1 : 2, "round \(round) of seed \(seed)")
    }
  }

  @Test func aBuildWithoutChangesLeavesTheBundle() throws {
    let corpus = try Corpus()
    let first = try corpus.build()
    #expect(!first.isUpToDate)
    let stamp = FileStamp(of: corpus.folder.file("cached.kb"))
    let second = try corpus.build()
    #expect(second.isUpToDate)
    #expect(second.bundle == first.bundle)
    #expect(second.counts == first.counts)
    #expect(second.diagnostics == first.diagnostics)
    #expect(FileStamp(of: corpus.folder.file("cached.kb")) == stamp)
    // Another output is another build, of the same bytes.
    #expect(try !corpus.build("other.kb").isUpToDate)
    #expect(try corpus.bytes("other.kb") == corpus.bytes())
  }

  @Test(arguments: ["docs/first.md", "items.jsonl", "faq.yaml", "tiny-model/model.safetensors"])
  func whereStampsAreBelievedEachFileStillCounts(name: String) throws {
    var corpus = try Corpus()
    corpus.isSettled = true
    try corpus.build()
    #expect(try corpus.build().isUpToDate)
    #expect(try corpus.build().isUpToDate)
    // One bit, in a file of the same length.
    var bytes = try readFile(corpus.folder.file(name))
    let isModel = name.hasSuffix("safetensors")
    // Of a weight the sign, as small differences are lost when weights are packed.
    bytes[isModel ? bytes.count - 1 : bytes.count - bytes.count / 4] ^= isModel ? 0x80 : 1
    let file = try AtomicFile(path: corpus.folder.file(name))
    try file.write(bytes)
    try file.commit()
    let report = try corpus.build()
    #expect(!report.isUpToDate)
    if !report.diagnostics.hasErrors { try corpus.expectEqualBuilds() }
    try removeFile(corpus.folder.file(name))
    #expect((try? corpus.build())?.isUpToDate != true)
  }

  @Test func aBundleThatIsGoneOrChangedIsWrittenAgain() throws {
    let corpus = try Corpus()
    try corpus.build()
    let good = try corpus.bytes()
    try removeFile(corpus.folder.file("cached.kb"))
    #expect(try !corpus.build().isUpToDate)
    for (place, count) in [(good.count / 2, good.count), (0, good.count), (0, good.count / 3)] {
      var bad = Array(good.prefix(count))
      bad[place] ^= 1
      try corpus.write("cached.kb", "")
      let file = try AtomicFile(path: corpus.folder.file("cached.kb"))
      try file.write(bad)
      try file.commit()
      #expect(try !corpus.build().isUpToDate)
      #expect(try corpus.bytes() == good)
    }
    // The same bytes under a new stamp are read once and believed.
    let file = try AtomicFile(path: corpus.folder.file("cached.kb"))
    try file.write(good)
    try file.commit()
    #expect(try corpus.build().isUpToDate)
  }

  @Test func settingsReachTheKeys() throws {
    let corpus = try Corpus()
    try corpus.build()
    let long = (0..<60).map { "Sentence number \($0) of the text." }.joined(separator: " ")
    try corpus.write("docs/long.md", "# Long\n\n\(long)\n")
    for spec in [
      "chunking: { size: 200, overlap: 20 }", "chunking: { strategy: sentences }", "encoder: { prefix: \"{title}\" }",
      "encoder: { max-tokens: 32 }", "lexical: { stemmer: none }", "bundle: { sources: true }",
      "extraction: { duplicates: collapse }",
    ] {
      let model = spec.hasPrefix("encoder") ? "" : "encoder: { model: tiny-model }\n"
      let text = spec.replacing("encoder: {", with: "encoder: { model: tiny-model,")
      try corpus.write("spec.yaml", "almanac: 1\n\(model)\(text)\n")
      try corpus.expectEqualBuilds("\(spec)")
    }
    try corpus.write(
      "corpus.yaml", "almanac: 1\nname: changing\nlanguage: de\nsources: [{ files: [\"docs/**\"], tags: [other] }]\n")
    try corpus.expectEqualBuilds("tags and language")
  }

  @Test func failuresAreTriedAgainAndLeftOut() throws {
    let corpus = try Corpus()
    try corpus.write("docs/broken.txt", "a\0b\0c")
    #expect(try corpus.build().bundle == nil)
    #expect(try corpus.build().diagnostics.hasErrors)
    try corpus.write("docs/broken.txt", "mended")
    try corpus.expectEqualBuilds()
  }

  @Test(arguments: ["empty", "cut", "garbage", "middle", "other version", "other table"])
  func aDamagedCacheCostsTimeAndNothingElse(damage: String) throws {
    let corpus = try Corpus()
    for number in 0..<40 { try corpus.write("docs/\(number).md", "# \(number)\n\nText of document \(number).\n") }
    try corpus.build()
    let path = "\(corpus.cache)/\(BuildCache.fileName)"
    if damage.hasPrefix("other") {
      let connection = try SQLiteConnection(path: path, isReadOnly: false)
      if damage == "other version" {
        try connection.run("PRAGMA user_version = 99", [])
      } else {
        try connection.run("ALTER TABLE entries RENAME TO things", [])
      }
    } else {
      let bytes = try readFile(path)
      let damaged: [UInt8] =
        switch damage {
        case "empty": []
        case "cut": Array(bytes.prefix(bytes.count / 2))
        case "garbage": bytes.map { $0 ^ 0x5A }
        default: bytes.enumerated().map { $0.offset > 4096 && $0.offset % 97 == 0 ? $0.element ^ 0xFF : $0.element }
        }
      for ending in ["", "-wal", "-shm"] { try removeFile(path + ending) }
      let file = try AtomicFile(path: path)
      try file.write(damaged)
      try file.commit()
    }
    try removeFile(corpus.folder.file("cached.kb"))
    let report = try corpus.build()
    #expect(!report.diagnostics.hasErrors)
    try corpus.build("clean.kb", cached: false)
    #expect(try corpus.bytes() == corpus.bytes("clean.kb"))
    // What could not be read has been begun anew or is found by `verify`.
    if damage != "cut" && damage != "middle" {
      #expect(try corpus.build().isUpToDate)
      #expect(try BuildCache(folder: corpus.cache).verify().damaged == 0)
    }
  }

  @Test func aFlippedValueIsMadeAnew() throws {
    let corpus = try Corpus()
    try corpus.build()
    let connection = try SQLiteConnection(path: "\(corpus.cache)/\(BuildCache.fileName)", isReadOnly: false)
    for row in try connection.run("SELECT key, value FROM entries", []) {
      let key = try #require(row.blob(0))
      var value = try #require(row.blob(1))
      value[value.count / 3] ^= 4
      try connection.run("UPDATE entries SET value = ? WHERE key = ?", [.blob(value), .blob(key)])
    }
    let cache = try BuildCache(folder: corpus.cache)
    let usage = try cache.usage().reduce(0) { $0 + $1.entries }
    try corpus.write("docs/second.md", "One more.\n")
    try corpus.expectEqualBuilds()
    #expect(usage > 0)
    let checked = try cache.verify()
    #expect(checked.damaged > 0 && checked.entries >= usage)
    #expect(try cache.verify().damaged == 0)
  }

  @Test func twoBuildsAtOnceShareOneCache() async throws {
    let corpus = try Corpus()
    for number in 0..<60 { try corpus.write("docs/\(number).md", "# \(number)\n\nText of document \(number).\n") }
    try corpus.build("clean.kb", cached: false)
    try await withThrowingTaskGroup { group in
      for name in ["a.kb", "b.kb"] { group.addTask { try corpus.build(name).diagnostics } }
      for try await diagnostics in group { #expect(diagnostics == []) }
    }
    #expect(try corpus.bytes("a.kb") == corpus.bytes("clean.kb"))
    #expect(try corpus.bytes("b.kb") == corpus.bytes("clean.kb"))
  }

  @Test(arguments: [0, 1])
  func manyProgramsRenewADamagedCacheTogether(round: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("cache")
    try createFolder(path)
    let file = try AtomicFile(path: "\(path)/\(BuildCache.fileName)")
    try file.write([UInt8](repeating: 0x5A, count: 9_000 + round))
    try file.commit()
    let key = Digest(hashing: [1])
    try await withThrowingTaskGroup { group in
      for _ in 0..<6 {
        group.addTask {
          let cache = try BuildCache(folder: path)
          cache.store([1, 2, 3], for: key, .vector)
          cache.commit()
          return cache
        }
      }
      // All of them have it at the same time, and one of them has renewed it.
      var caches: [BuildCache] = []
      for try await cache in group { caches.append(cache) }
      let notes = caches.flatMap(\.diagnostics).map(\.identifier)
      #expect(notes == ["cache-renewed"])
      for cache in caches { #expect(cache.value(key) == [1, 2, 3]) }
    }
  }

  @Test func aSourceWithAPasswordIsOpenedAgainAndNothingElse() throws {
    let corpus = try Corpus()
    try corpus.write(
      "corpus.yaml",
      """
      almanac: 1
      name: changing
      sources:
        - files: ["docs/**"]
        - { files: ["locked/**"], password: secret }

      """)
    try createFolder(corpus.folder.file("locked"))
    try corpus.write("locked/a.md", "# Locked\n\nIt is not.\n")
    try corpus.expectEqualBuilds()
    let second = try corpus.build()
    #expect(second.isUpToDate && second.counts.documents == 2)
    try corpus.write("locked/a.md", "# Locked\n\nIt was not.\n")
    try corpus.expectEqualBuilds()
    #expect(try corpus.build().isUpToDate)
    // No password and no text of such a document is in the cache.
    #expect(try BuildCache(folder: corpus.cache).usage()[BuildCache.Kind.document.rawValue].entries == 1)
  }

  @Test func pruningKeepsWhatWasUsedLast() throws {
    let folder = try TemporaryFolder()
    let cache = try BuildCache(folder: folder.file("cache"))
    let keys = (0..<10).map { Digest(hashing: [UInt8($0)]) }
    for key in keys { cache.store([UInt8](repeating: 7, count: 100), for: key, .vector) }
    cache.commit()
    #expect(keys.allSatisfy { cache.value($0)?.count == 100 })
    #expect(try cache.prune(unusedFor: 0, to: nil) == 0)
    #expect(try cache.prune(unusedFor: nil, to: 450) == 6)
    #expect(try cache.usage().reduce(0) { $0 + $1.entries } == 4)
  }

  @Test func aFolderThatCannotBeMadeIsAWarning() throws {
    let corpus = try Corpus()
    try corpus.write("cache", "a file")
    let report = try corpus.build()
    #expect(report.bundle != nil)
    #expect(report.diagnostics.map(\.identifier) == ["cache-unavailable"])
  }

  @Test(arguments: [true, false])
  func thePlanAndTheReportNameWhatChanges(cached: Bool) throws {
    let corpus = try Corpus()
    func compiler() -> Compiler {
      Compiler(
        options: .init(
          manifest: corpus.folder.file("corpus.yaml"), spec: corpus.folder.file("spec.yaml"),
          output: corpus.folder.file("out.kb"), cache: cached ? corpus.cache : nil, reportsChanges: true),
        progress: .none)
    }
    #expect(try compiler().plan().changes.added == ["docs/first.md", "items.jsonl#1", "faq.yaml"])
    let first = try compiler().run()
    #expect(first.changes?.added == ["docs/first.md", "items.jsonl#1", "faq.yaml"])
    #expect(try !compiler().plan().hasChanges)
    try corpus.write("docs/first.md", "# First\n\nIt does not stay.\n")
    try corpus.write("docs/second.md", "# Second\n\nIt comes.\n")
    try corpus.write("docs/bad.txt", "a\0b")
    try corpus.write("items.jsonl", #"{"id": "2", "title": "Two", "text": "The second row."}"# + "\n")
    let plan = try compiler().plan()
    #expect(plan.changes.added == ["docs/bad.txt", "docs/second.md", "items.jsonl#2"])
    #expect(plan.changes.changed == ["docs/first.md"])
    #expect(plan.changes.removed == ["items.jsonl#1"])
    #expect(plan.changedSettings == [])
    let report = try compiler().run()
    #expect(report.bundle == nil)
    #expect(report.skipped.map(\.source) == ["docs/bad.txt"])
    #expect(report.skipped.allSatisfy { !$0.reason.isEmpty })
    try removeFile(corpus.folder.file("docs/bad.txt"))
    try corpus.write("spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\nbundle: { level: 4 }\n")
    #expect(try compiler().plan().changedSettings == ["spec"])
    let second = try compiler().run()
    #expect(second.changes?.added == ["docs/second.md", "items.jsonl#2"])
    #expect(second.changes?.changed == ["docs/first.md"])
    #expect(second.changes?.removed == ["items.jsonl#1"])
    #expect(second.changedSettings == ["spec"])
    if cached {
      let third = try compiler().run()
      #expect(third.isUpToDate && third.changes?.unchanged == 4)
    }
  }
  @Test func questionsThatChangeAreNamed() throws {
    let corpus = try Corpus()
    func changes() throws -> DocumentChanges {
      let options = Compiler.Options(
        manifest: corpus.folder.file("corpus.yaml"), spec: corpus.folder.file("spec.yaml"),
        output: corpus.folder.file("out.kb"), cache: corpus.cache, reportsChanges: true)
      let plan = try Compiler(options: options, progress: .none).plan()
      #expect(try Compiler(options: options, progress: .none).run().changes == plan.changes)
      return plan.changes
    }
    #expect(try changes().added == ["docs/first.md", "items.jsonl#1", "faq.yaml"])
    #expect(try changes().unchanged == 3)
    try corpus.write("faq.yaml", "- question: Is it one file?\n  answer: No.\n")
    #expect(try changes().changed == ["faq.yaml"])
    try corpus.write("faq.yaml", "- { question: Is it one file?, answer: No., tags: [new], alternatives: [One?] }\n")
    #expect(try changes().changed == ["faq.yaml"])
    #expect(try changes().unchanged == 3)
    // A file without questions is in no bundle.
    try corpus.write("faq.yaml", "[]\n")
    #expect(try changes().removed == ["faq.yaml"])
    #expect(try changes().added == [])
  }

  @Test(arguments: [true, false])
  func aDuplicateThatIsLeftOutIsNotAdded(cached: Bool) throws {
    let corpus = try Corpus()
    try corpus.write(
      "spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\nextraction: { duplicates: collapse }\n")
    try corpus.write("docs/second.md", "# First\n\nIt stays.\n")
    let options = Compiler.Options(
      manifest: corpus.folder.file("corpus.yaml"), spec: corpus.folder.file("spec.yaml"),
      output: corpus.folder.file("out.kb"), cache: cached ? corpus.cache : nil, reportsChanges: true)
    func compiler() -> Compiler { Compiler(options: options, progress: .none) }
    let first = try compiler().run()
    #expect(first.changes?.added == ["docs/first.md", "items.jsonl#1", "faq.yaml"])
    let again = try compiler().run()
    #expect(again.isUpToDate == cached)
    for report in [first, again] {
      #expect(report.skipped.map(\.source) == ["docs/second.md"])
    }
    #expect(try !compiler().plan().hasChanges)
    // Without the original, the copy comes in.
    try removeFile(corpus.folder.file("docs/first.md"))
    let plan = try compiler().plan()
    #expect(plan.changes.added == ["docs/second.md"])
    #expect(plan.changes.removed == ["docs/first.md"])
  }
}
