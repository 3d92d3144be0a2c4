import Common
import Dispatch
import Extraction
import Glibc
import Storage
import Synchronization
import Testing

/// The pool against a worker that crashes, hangs and lies on demand.
@Suite(.serialized) struct ExtractionPoolTests {
  static func pool(
    workers: Int = 1, timeLimit: Double = 20, memoryBytes: Int? = 1 << 30, documentsPerWorker: Int = 256
  ) throws -> ExtractionPool {
    var configuration = ExtractionPool.Configuration(workers: workers)
    configuration.program = try ExtractionPool.locateProgram(named: "FaultyWorker")
    configuration.timeLimit = timeLimit
    configuration.memoryBytes = memoryBytes
    configuration.documentsPerWorker = documentsPerWorker
    return try ExtractionPool(configuration: configuration)
  }

  func extract(_ text: String, _ pool: ExtractionPool) -> Result<RawDocument, ExtractionFailure> {
    pool.extract(ExtractionRequest(bytes: Array(text.utf8), name: "page.html", format: .html))
  }

  func document(_ text: String) -> Result<RawDocument, ExtractionFailure> {
    .success(RawDocument(blocks: [RawBlock(.paragraph, text + " by TZ=UTC home=none core=0")]))
  }

  @Test func aWorkerRunsInAFixedEnvironmentWithoutCoreDumps() throws {
    let pool = try Self.pool()
    #expect(extract("one", pool) == document("one"))
    #expect(extract("two", pool) == document("two"))
  }

  @Test func aTypedFailureOfTheExtractorArrivesAsItIs() throws {
    let pool = try Self.pool()
    #expect(extract("fail", pool) == .failure(.malformed(detail: "asked to fail")))
    #expect(
      pool.extract(ExtractionRequest(bytes: [1], name: "a.pdf", format: .pdf))
        == .failure(.unsupported(kind: "PDF")))
  }

  @Test(arguments: [SIGSEGV, SIGABRT, SIGKILL, SIGBUS])
  func aCrashCostsOneDocumentAndIsNamed(signal: Int32) throws {
    let pool = try Self.pool()
    #expect(extract("one", pool) == document("one"))
    #expect(extract("crash \(signal)", pool) == .failure(.crashed(signal: signal)))
    #expect(extract("two", pool) == document("two"))
  }

  @Test func aWorkerThatStopsIsNamedWithItsStatus() throws {
    #expect(extract("exit", try Self.pool()) == .failure(.workerFailed(detail: "it stopped with status 7")))
  }

  @Test(arguments: ["hang", "spin"]) func aHungWorkerIsEndedAtTheTimeLimit(word: String) throws {
    let pool = try Self.pool(timeLimit: 0.5)
    #expect(extract(word, pool) == .failure(.timedOut(seconds: 0.5)))
    #expect(extract("next", pool) == document("next"))
  }

  @Test func aWorkerThatHangsUpAndLivesOnIsEnded() throws {
    let pool = try Self.pool()
    #expect(extract("leave", pool) == .failure(.crashed(signal: SIGKILL)))
    #expect(extract("next", pool) == document("next"))
  }

  @Test func aWorkerThatAsksForTooMuchMemoryIsStopped() throws {
    let pool = try Self.pool(memoryBytes: 512 << 20)
    switch extract("grow", pool) {
    case .failure(.outOfMemory(limit: 512 << 20)), .failure(.crashed): break
    case let result: Issue.record("\(result)")
    }
    #expect(extract("next", pool) == document("next"))
  }

  @Test func whatALibraryPrintsNeverReachesTheProtocol() throws {
    let pool = try Self.pool()
    for _ in 0..<3 { #expect(extract("print", pool) == document("print")) }
  }

  @Test func moreTextThanTheLimitIsRefused() throws {
    let pool = try Self.pool()
    var request = ExtractionRequest(bytes: Array("flood".utf8), name: "page.html", format: .html)
    request.limits.textBytes = 1 << 20
    #expect(pool.extract(request) == .failure(.tooLarge(what: "the extracted text", limit: 1 << 20)))
    #expect(extract("next", pool) == document("next"))
  }

  @Test(arguments: ["length", "cut", "count", "string", "trailing", "tag"])
  func aFrameThatLiesIsAFailureOfOneDocument(kind: String) throws {
    let pool = try Self.pool()
    switch extract("lie \(kind)", pool) {
    case .failure(.workerFailed), .failure(.tooLarge): break
    case let result: Issue.record("\(result)")
    }
    #expect(extract("next", pool) == document("next"))
  }

  @Test func aDocumentIsNotBlamedForTheOneBeforeIt() throws {
    let pool = try Self.pool()
    #expect(extract("one", pool) == document("one"))
    #expect(extract("second", pool) == document("second"))
  }

  @Test func workersAreReplacedAfterTheirShareOfDocuments() throws {
    let pool = try Self.pool(documentsPerWorker: 1)
    for _ in 0..<5 { #expect(extract("second", pool) == document("second")) }
  }

  @Test func manyThreadsGetTheirOwnResults() throws {
    let pool = try Self.pool(workers: 3, timeLimit: 5)
    let wrong = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 200) { index in
      let crashes = index % 10 == 3
      let result = extract(crashes ? "crash 11" : "document \(index)", pool)
      let expected = crashes ? .failure(.crashed(signal: SIGSEGV)) : document("document \(index)")
      if result != expected { wrong.withLock { $0.append("\(index): \(result)") } }
    }
    #expect(wrong.withLock { $0 } == [])
  }

  @Test func endedWorkersLeaveNoProcessAndNoDescriptor() throws {
    let before = Self.openDescriptors()
    var workers: [Int32] = []
    do {
      let pool = try Self.pool(documentsPerWorker: 1)
      for _ in 0..<100 {
        let number = try extract("number", pool).get().blocks.first.flatMap { Int32($0.text) }
        workers.append(try #require(number))
      }
    }
    #expect(Set(workers).count > 1)
    for worker in workers { #expect(kill(worker, 0) == -1 && errno == ESRCH, "worker \(worker) is left") }
    // Other tests open files meanwhile, but not as many as a hundred workers would leave.
    #expect(Self.openDescriptors() < before + 50)
  }

  @Test func theLibrariesOfWorkerAndCompilerAreListedByName() throws {
    let pool = try Self.pool()
    let libraries = try pool.libraryVersions()
    let names = ["glibc", "libexttextcat", "libfaulty", "libmagic", "libstemmer", "uchardet", "utf8proc"]
    #expect(libraries.map(\.name) == names)
    #expect(libraries.allSatisfy { $0.version.contains(".") }, "\(libraries)")
    #expect(try pool.libraryVersions() == libraries)
    // The last one tells formats apart and reads none.
    #expect(try pool.extractors().map(\.formats) == [[.text], [.html], []])
    // The worker that was asked serves documents as well.
    #expect(extract("one", pool) == document("one"))
  }

  @Test func aWorkerReachesNothingOutsideOfItself() throws {
    let pool = try Self.pool()
    let document = try extract("attempt", pool).get()
    let refused = [
      "socket", "unix socket", "write", "append", "read secret", "remove", "make folder", "spawn", "signal parent",
    ]
    #expect(
      document.blocks.map(\.text)
        == refused.map { "\($0) refused" } + ["read library done", "signal itself done", "pipe done"])
    #expect(pool.confinementDiagnostics == [])
    #expect(unsafe access("/tmp/almanac-worker-test", F_OK) != 0)
  }

  @Test func aMachineThatCannotConfineWorkersIsSaidToTheUser() throws {
    let folder = try TemporaryFolder()
    let program = folder.file("Unconfined")
    let worker = try ExtractionPool.locateProgram(named: "FaultyWorker")
    #expect(unsafe symlink(worker, program) == 0)
    var configuration = ExtractionPool.Configuration(workers: 1)
    configuration.program = program
    let pool = try ExtractionPool(configuration: configuration)
    #expect(pool.confinementDiagnostics == [])
    #expect(extract("one", pool) == document("one"))
    #expect(
      pool.confinementDiagnostics.map(\.rendered) == [
        "warning: documents are parsed with less protection than usual: nothing is refused (test) [worker-unconfined]\n"
          + "  remedy: use Linux 5.13 or newer with seccomp and Landlock, or trust the documents"
      ])
  }

  @Test func aGreetingSurvivesTheWireAndADamagedOneIsRefused() throws {
    let greeting = WorkerGreeting(
      extractors: [
        ExtractorDescription(formats: [.pdf, .html], libraries: [LibraryVersion("a", "1"), LibraryVersion("b", "2")]),
        ExtractorDescription(formats: [], libraries: []),
      ], gaps: ["a gap"])
    let frame = greeting.encoded
    #expect(try WorkerGreeting(decoding: frame) == greeting)
    for count in 0..<frame.count {
      #expect(throws: WorkerProtocolError.self) { try WorkerGreeting(decoding: Array(frame[..<count])) }
    }
    #expect(throws: WorkerProtocolError.trailingBytes(1)) { try WorkerGreeting(decoding: frame + [0]) }
    var newer = frame
    newer[4] &+= 1
    #expect(throws: WorkerProtocolError.version(expected: WorkerProtocol.version, got: WorkerProtocol.version + 1)) {
      try WorkerGreeting(decoding: newer)
    }
  }

  @Test func aProgramThatIsNoWorkerOrIsMissingIsAFailureWithAReason() throws {
    var configuration = ExtractionPool.Configuration(workers: 1)
    configuration.program = "/bin/true"
    let request = ExtractionRequest(bytes: [65], name: "a.html", format: .html)
    #expect(
      try ExtractionPool(configuration: configuration).extract(request)
        == .failure(.workerFailed(detail: "it stopped with status 0")))
    configuration.program = "/nonexistent/worker"
    #expect(
      try ExtractionPool(configuration: configuration).extract(request)
        == .failure(
          .workerFailed(
            detail: "/nonexistent/worker: the extraction worker cannot be started (No such file or directory)")))
    #expect(throws: SystemError.self) { try ExtractionPool(configuration: configuration).libraryVersions() }
  }

  static func openDescriptors() -> Int {
    (0..<1_024).count { fcntl(Int32($0), F_GETFD) >= 0 }
  }
}
