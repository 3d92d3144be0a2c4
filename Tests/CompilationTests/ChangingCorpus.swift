import BundleFormat
import Common
import Compilation
import Storage
import Terminal
import TestSupport
import Testing

/// A corpus that changes, and two outputs: one is built with the cache, one without.
struct ChangingCorpus {
  let folder: TemporaryFolder
  var cache: String { folder.file("cache") }
  /// Whether files count as settled at once, so that their stamps are believed.
  var isSettled = false

  init() throws {
    folder = try TemporaryFolder()
    try TinyModel.write(to: folder.file("tiny-model"))
    try write(
      "corpus.yaml",
      """
      almanac: 1
      name: changing
      sources:
        - { files: ["docs/**"], tags: [guide] }
        - records: { path: items.jsonl, id: id, title: title, text: text }
        - qa: faq.yaml

      """)
    try write("spec.yaml", "almanac: 1\nencoder: { model: tiny-model }\nbundle: { level: 3 }\n")
    try write("faq.yaml", "- question: Is it one file?\n  answer: Yes, it is.\n")
    try write("items.jsonl", #"{"id": "1", "title": "One", "text": "The first row."}"# + "\n")
    try createFolder(folder.file("docs"))
    try write("docs/first.md", "# First\n\nIt stays.\n")
  }

  func write(_ name: String, _ text: String) throws {
    let file = try AtomicFile(path: folder.file(name))
    try file.write(Array(text.utf8))
    try file.commit()
  }

  func compiler(_ output: String, cached: Bool, jobs: Int, reportsChanges: Bool = false) -> Compiler {
    var options = Compiler.Options(
      manifest: folder.file("corpus.yaml"), spec: folder.file("spec.yaml"), output: folder.file(output),
      jobs: jobs, cache: cached ? cache : nil, reportsChanges: reportsChanges)
    if isSettled { options.now = { FileStamp.now + 60 } }
    return Compiler(options: options, progress: .none)
  }

  @discardableResult
  func build(_ output: String = "cached.kb", cached: Bool = true, jobs: Int = 2) throws -> CompilationReport {
    try compiler(output, cached: cached, jobs: jobs).run()
  }

  /// Trains the parts of the corpus's bundles.
  @discardableResult
  func train() throws -> TrainingReport { try compiler("", cached: true, jobs: 2).train() }

  /// Adds documents that are long enough together for a dictionary, and for frames of their own.
  func addLongDocuments(_ count: Int = 48) throws {
    for number in 0..<count {
      var random = SeededGenerator(seed: UInt64(number))
      let lines = (0..<180).map { line in
        "Line \(line) has \(random.next() % 9_973) words, and \(["sea", "wind", "rain", "snow"][Int(random.next() % 4)])."
      }
      try write("docs/long-\(number).txt", lines.joined(separator: "\n") + "\n")
    }
  }

  func bytes(_ output: String = "cached.kb") throws -> [UInt8] { try readFile(folder.file(output)) }

  /// Builds with the cache and without, and expects the same file and the same words.
  func expectEqualBuilds(jobs: Int = 2, _ comment: Comment? = nil) throws {
    let cached = try build(jobs: jobs)
    let clean = try build("clean.kb", cached: false)
    let isEqual = try bytes() == bytes("clean.kb")
    let differences = isEqual ? [] : try differences()
    #expect(isEqual, "\(comment?.rawValue ?? "the sections") differ in \(differences)")
    #expect(cached.diagnostics == clean.diagnostics, comment)
    #expect(cached.counts == clean.counts, comment)
  }

  /// The sections that the two outputs do not have in common.
  private func differences() throws -> [String] {
    let bundles = try ["cached.kb", "clean.kb"].map { try BundleReader(path: folder.file($0)) }
    let kinds = Set(bundles.flatMap { $0.sections.map(\.kind) })
    return kinds.filter { kind in Set(bundles.map { $0.entry(kind)?.root }).count > 1 }.map(\.description).sorted()
  }
}
