import Common
import Extraction
import Foundation
import Storage
import TestSupport
import Testing

/// `kbc build` as a process of its own, as a shell runs it.
@Suite struct BuildProgramTests {
  let folder: TemporaryFolder
  private let program: String

  init() throws {
    folder = try TemporaryFolder()
    program = try ExtractionPool.locateProgram(named: "kbc")
  }

  /// A corpus in a folder of its own, with a tiny model.
  private func corpus(_ name: String) throws -> String {
    let path = folder.file(name)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try TinyModel.write(to: path + "/tiny-model")
    let files = [
      "corpus.yaml": """
      almanac: 1
      name: small
      sources:
        - files: ["*.md", "*.txt"]
      """,
      "spec.yaml": "almanac: 1\nencoder: { model: tiny-model }\n",
      "Äpfel.md": "# Äpfel\n\nIm Jahr 2024 kosteten sie 1,50 Euro. Istanbul, IĞDIR, ılık.\n",
      "b.md": "---\ntitle: Dates\ndate: 2024-03-31T02:30:00\n---\n\nThe clock went forward on 31 March 2024.\n",
      "c.txt": "A plain file.\n",
    ]
    for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name)) }
    return path
  }

  private struct Outcome {
    var status: Int32
    var isSignal: Bool
    var output: String
  }

  private func build(
    in directory: String, _ options: [String] = [], environment: [String: String] = [:], fileLimit: Int? = nil
  ) throws -> Outcome {
    let process = Process()
    let arguments = ["build", "corpus.yaml", "--spec", "spec.yaml", "-o", "out.kb"] + options
    process.executableURL = URL(fileURLWithPath: fileLimit == nil ? program : "/bin/sh")
    process.arguments =
      fileLimit.map { ["-c", "ulimit -f \($0); exec \"$0\" \"$@\"", program] + arguments } ?? arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    let cache = ["XDG_CACHE_HOME": folder.file("cache")]
    process.environment = ProcessInfo.processInfo.environment.merging(cache) { $1 }.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, isSignal: process.terminationReason == .uncaughtSignal,
      output: String(decoding: output, as: UTF8.self))
  }

  @Test(arguments: [
    ["TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"],
    ["TZ": "America/St_Johns", "LANG": "C", "LC_ALL": "C", "LANGUAGE": "de"],
    ["TZ": "", "LC_ALL": "de_DE.ISO-8859-1", "COLUMNS": "20", "TERM": "dumb"],
  ])
  func timeZoneAndLocaleDoNotReachTheBytes(environment: [String: String]) throws {
    let plain = try corpus("plain")
    let other = try corpus("other folder")
    let first = try build(in: plain, environment: ["TZ": "UTC", "LC_ALL": "C.UTF-8"])
    let second = try build(in: other, environment: environment)
    #expect(first.status == 0, "\(first.output)")
    #expect(second.status == 0, "\(second.output)")
    #expect(try readFile(plain + "/out.kb") == readFile(other + "/out.kb"))
  }

  @Test func aBuildThatIsEndedInTheMiddleLeavesTheOldBundleAndNothingElse() throws {
    let path = try corpus("corpus")
    #expect(try build(in: path).status == 0)
    let old = try readFile(path + "/out.kb")
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    try Data("# New\n\nMore text.\n".utf8).write(to: URL(fileURLWithPath: path + "/b.md"))
    // The system ends a process that writes past the limit, here in the middle of the output.
    let ended = try build(in: path, fileLimit: 8)
    #expect(ended.status != 0, "\(ended.output)")
    #expect(try readFile(path + "/out.kb") == old)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == names)
    #expect(try build(in: path).status == 0)
    #expect(try readFile(path + "/out.kb") != old)
  }

  @Test func buildsThatAreEndedAnywhereLeaveACacheThatIsRight() throws {
    let path = try corpus("corpus")
    // The system ends a process whose file grows past the limit: first the cache, then the output, each somewhere else.
    for (round, limit) in [1, 8, 16, 48, 64, 72, 80, 96, 128, 160, 200, 256].enumerated() {
      let text = "# Round \(round)\n\n" + (0..<(round * 20)).map { "Sentence \($0) of the text. " }.joined()
      try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/round-\(round % 4).md"))
      _ = try build(in: path, fileLimit: limit)
      let next = try build(in: path)
      #expect(next.status == 0, "\(next.output)")
      let cached = try readFile(path + "/out.kb")
      #expect(try build(in: path, ["--no-cache"]).status == 0)
      #expect(try readFile(path + "/out.kb") == cached, "limit \(limit)")
    }
  }

  @Test func theReportIsAFileOfJSON() throws {
    let path = try corpus("corpus")
    let plan = try build(in: path, ["--dry-run"])
    #expect(plan.status == 0)
    #expect(plan.output.hasSuffix("out.kb: 3 to add, 0 changed, 0 to remove, 0 unchanged\n"), "\(plan.output)")
    #expect(!FileManager.default.fileExists(atPath: path + "/out.kb"))
    #expect(try build(in: path, ["--report", "report.json"]).status == 0)
    let report = try JSONValue(parsing: readFile(path + "/report.json"))
    #expect(report["added"] == .array([.string("b.md"), .string("c.txt"), .string("Äpfel.md")]))
    #expect(report["isWritten"] == .bool(true))
    #expect(try build(in: path, ["--report", "report.json"]).status == 0)
    let second = try JSONValue(parsing: readFile(path + "/report.json"))
    #expect(second["isUpToDate"] == .bool(true))
    #expect(second["unchanged"] == .integer(3))
  }

  @Test func exitCodesTellErrorsInSourcesFromWrongUse() throws {
    let path = try corpus("corpus")
    try Data("a\0b\0c".utf8).write(to: URL(fileURLWithPath: path + "/broken.txt"))
    let refused = try build(in: path)
    #expect(refused.status == 1)
    #expect(refused.output.contains("broken.txt"))
    #expect(!FileManager.default.fileExists(atPath: path + "/out.kb"))
    let partial = try build(in: path, ["--keep-going", "--json"])
    #expect(partial.status == 1)
    #expect(partial.output.contains(#""isWritten": true"#))
    #expect(FileManager.default.fileExists(atPath: path + "/out.kb"))
    #expect(try build(in: path, ["--no-such-option"]).status == 2)
  }
}
