package import Common
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Worker processes that extract documents, as many at a time as there are workers.
///
/// A worker that crashes, hangs or answers nonsense costs the one document it was busy with; the next document gets a
/// new worker. Results do not depend on which worker handles a document, nor on what it handled before: when a worker
/// that has served other documents fails, the document is tried once more on a fresh one, and only that result counts.
package final class ExtractionPool: Sendable {
  package struct Configuration: Equatable, Sendable {
    /// Documents extracted at the same time, `1…`.
    package var workers: Int
    /// The worker program; `nil` looks for `kbc-extract`: see `ExtractionPool.locateProgram`.
    package var program: String?
    /// The most processor time that one document may take, in seconds. A worker that waits instead of working is ended
    /// after four times as long: on a busy machine the same documents must fail as on an idle one.
    package var timeLimit: Double = 60
    /// The most address space a worker may use, in bytes; `nil` for no limit.
    package var memoryBytes: Int? = 2 << 30
    /// A worker is replaced after so many documents, so that what a library leaks does not add up.
    package var documentsPerWorker = 256

    package init(workers: Int) { self.workers = workers }
  }

  /// A worker and what it has done.
  private struct Desk: Sendable {
    let worker: WorkerProcess
    /// Documents that it has answered.
    var documents = 0
  }

  /// Seconds of wall time for each second of processor time that a document may take.
  private static let patience = 4.0

  package let configuration: Configuration
  private let launcher: WorkerLauncher
  private let places: DispatchSemaphore
  private let idle = Mutex<[Desk]>([])
  /// What the first worker said of itself, before it saw a document; the others must say the same.
  private let greeting = Mutex<WorkerGreeting?>(nil)

  /// Finds the worker program; starts no worker yet.
  package init(configuration: Configuration) throws(SystemError) {
    self.configuration = configuration
    let program = if let program = configuration.program { program } else { try Self.locateProgram() }
    launcher = try WorkerLauncher(
      program: program, version: WorkerProtocol.version, memoryBytes: configuration.memoryBytes)
    places = DispatchSemaphore(value: max(configuration.workers, 1))
  }

  /// Extracts one document in a worker, waiting for a free one first. Blocks the calling thread; any thread may call.
  package func extract(_ request: ExtractionRequest) -> Result<RawDocument, ExtractionFailure> {
    guard request.bytes.count <= WorkerProtocol.maximumRequestBytes / 2 else {
      return .failure(.tooLarge(what: "the document", limit: WorkerProtocol.maximumRequestBytes / 2))
    }
    var request = request
    request.limits.processorSeconds = Int(min(configuration.timeLimit, 1e9).rounded(.up))
    places.wait()
    defer { places.signal() }
    if let desk = idle.withLock({ $0.popLast() }) {
      switch serve(request, at: desk) {
      case .failure(.crashed), .failure(.outOfMemory), .failure(.workerFailed): break
      case let result: return result
      }
    }
    do throws(ExtractionFailure) {
      return serve(request, at: try hire().desk)
    } catch {
      return .failure(error)
    }
  }

  /// The path of the worker program.
  package var program: String { launcher.program }

  /// What this program and its worker read, and with which libraries: plain text first, then the worker's extractors.
  ///
  /// Starts a worker if none has run yet, which then waits for a document.
  ///
  /// - Throws: `SystemError` when no worker can be started.
  package func extractors() throws(SystemError) -> [ExtractorDescription] {
    let known = greeting.withLock { $0 }
    let plainText = ExtractorDescription(PlainTextExtractor())
    if let known { return [plainText] + known.extractors }
    places.wait()
    defer { places.signal() }
    do throws(ExtractionFailure) {
      let (desk, greeting) = try hire()
      idle.withLock { $0.append(desk) }
      return [plainText] + greeting.extractors
    } catch {
      throw SystemError(
        .processFailed, "the extraction worker does not say what it reads", place: launcher.program,
        cause: error.reason)
    }
  }

  /// Every library whose version can change the text of a document: the worker's and this program's own, by name, each
  /// version once. The build record holds them.
  ///
  /// - Throws: `SystemError` when no worker can be started.
  package func libraryVersions() throws(SystemError) -> [LibraryVersion] {
    let all = ExtractionLibraries.own + (try extractors().flatMap(\.libraries))
    return Set(all).sorted()
  }

  /// A warning when workers read documents with less protection than they should have, which depends on the machine.
  ///
  /// Empty before the first worker has run.
  package var confinementDiagnostics: [Diagnostic] {
    guard let gaps = greeting.withLock({ $0?.gaps }), !gaps.isEmpty else { return [] }
    return [
      Diagnostic(
        .warning, "worker-unconfined",
        "documents are parsed with less protection than usual: " + gaps.joined(separator: "; "),
        remedy: "use Linux 5.13 or newer with seccomp and Landlock, or trust the documents")
    ]
  }

  /// Starts a worker and hears what it says of itself.
  private func hire() throws(ExtractionFailure) -> (desk: Desk, greeting: WorkerGreeting) {
    let worker: WorkerProcess
    do throws(SystemError) {
      worker = try launcher.launch()
    } catch {
      throw .workerFailed(detail: error.description)
    }
    let deadline = Deadline(seconds: configuration.timeLimit * Self.patience)
    let greeting = try answer(WorkerExchange(channel: worker.channel).greeting(deadline: deadline), of: worker)
    let first = self.greeting.withLock { known in
      known = known ?? greeting
      return known
    }
    guard greeting == first else {
      worker.kill()
      throw .workerFailed(detail: "the worker program was replaced while it was in use; start again")
    }
    return (Desk(worker: worker), greeting)
  }

  /// Sends `request` to a worker and reads its answer; the worker goes back among the idle ones if it is sound.
  private func serve(_ request: ExtractionRequest, at desk: Desk) -> Result<RawDocument, ExtractionFailure> {
    var desk = desk
    let deadline = Deadline(seconds: configuration.timeLimit * Self.patience)
    let exchange = WorkerExchange(channel: desk.worker.channel)
    do throws(ExtractionFailure) {
      let result = try answer(exchange.perform(request, deadline: deadline), of: desk.worker)
      desk.documents += 1
      if desk.documents < configuration.documentsPerWorker {
        desk.worker.forgetMessages()
        idle.withLock { $0.append(desk) }
      }
      return result
    } catch {
      return .failure(error)
    }
  }

  /// What `worker` answered; a worker that did not is ended.
  private func answer<Answer>(
    _ outcome: WorkerExchange.Outcome<Answer>, of worker: WorkerProcess
  ) throws(ExtractionFailure) -> Answer {
    switch outcome {
    case .answer(let answer): return answer
    case .silent: throw failure(of: worker)
    case .late:
      worker.kill()
      throw .timedOut(seconds: configuration.timeLimit)
    case .refused(let failure):
      worker.kill()
      throw failure
    }
  }

  /// Why a worker that hung up did so.
  private func failure(of worker: WorkerProcess) -> ExtractionFailure {
    // A worker that closes its socket and lives on would be waited for in vain.
    if !worker.hasEnded(within: 1) { worker.kill() }
    let message = worker.lastMessage()
    switch worker.end() {
    case .signal(SIGXCPU): return .timedOut(seconds: configuration.timeLimit)
    case .signal(let signal):
      if let limit = configuration.memoryBytes, Self.saysOutOfMemory(message) { return .outOfMemory(limit: limit) }
      return .crashed(signal: signal)
    case .status(let status):
      if let limit = configuration.memoryBytes, Self.saysOutOfMemory(message) { return .outOfMemory(limit: limit) }
      return .workerFailed(detail: "it stopped with status \(status)" + (message.map { " (\($0))" } ?? ""))
    }
  }

  /// Whether a worker's last words are those of an allocation that failed: those of the C++ library, cmark, GLib and the
  /// Swift runtime. A library that crashes on a null pointer instead counts as a crash.
  private static func saysOutOfMemory(_ message: String?) -> Bool {
    guard let message = message?.lowercased() else { return false }
    let words = ["bad_alloc", "null pointer, aborting", "failed to allocate", "out of memory", "could not allocate"]
    return words.contains { message.contains($0) }
  }

  /// The worker program: what `ALMANAC_EXTRACTOR` names, else the program `name` beside the running one.
  package static func locateProgram(named name: String = "kbc-extract") throws(SystemError) -> String {
    let remedy = "install \(name) beside kbc, or set ALMANAC_EXTRACTOR to its path"
    if name == "kbc-extract", let path = Environment.value(of: "ALMANAC_EXTRACTOR"), !path.isEmpty {
      guard Environment.isExecutable(path) else {
        throw SystemError(.notFound, "ALMANAC_EXTRACTOR names no program; \(remedy)", place: path)
      }
      return path
    }
    let path = Environment.programFolder + "/" + name
    guard Environment.isExecutable(path) else {
      throw SystemError(.notFound, "the extraction worker is missing; \(remedy)", place: path)
    }
    return path
  }
}
