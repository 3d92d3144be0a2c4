import ChatServer
import Dispatch
import Retrieval
import TestSupport
import Testing

@Suite struct SearchQueueTests {
  private let bundle: SmallBundle
  private let catalog: BundleCatalog

  init() throws {
    bundle = try SmallBundle()
    catalog = try BundleCatalog(paths: [bundle.path])
  }

  /// Keeps the only thread of a pool busy from now on until it is told to let go.
  private func occupy(_ pool: WorkPool) async throws -> DispatchSemaphore {
    let gate = DispatchSemaphore(value: 0)
    let (begun, mark) = AsyncStream.makeStream(of: Void.self)
    try pool.submit { _ in
      mark.finish()
      gate.wait()
    }
    for await _ in begun {}
    return gate
  }

  @Test func `Searches that wait for a thread get their own hits each`() async throws {
    let pool = WorkPool(threads: 1, queue: 40)
    let (queue, bundles) = (SearchQueue(pool: pool), catalog.current)
    let requests = (0..<20).map { number in
      SearchRequest(
        query: ["key", "zebras", "source"][number % 3],
        options: SearchOptions(mode: SearchMode.allCases[number % 3], limit: 1 + number % 2))
    }
    let gate = try await occupy(pool)
    try await withThrowingTaskGroup(of: (Int, [Hit]).self) { group in
      for (number, request) in requests.enumerated() {
        group.addTask { (number, try await queue.search(bundles, request) { $0 }) }
      }
      while pool.load < 1 + requests.count { await Task.yield() }
      gate.signal()
      for try await (number, hits) in group {
        #expect(hits == (try bundles.engine.search(requests[number].query, requests[number].options)))
      }
    }
    try await pool.shutDown()
    #expect(pool.load == 0)
  }

  @Test func `A full pool and a wait that was too long are errors of status 503`() async throws {
    let full = WorkPool(threads: 1, queue: 0)
    let gate = try await occupy(full)
    await #expect(throws: APIError.overloaded) { try await search(full) }
    gate.signal()
    let impatient = WorkPool(threads: 1, queue: 10, patience: .zero)
    await #expect(throws: APIError.overloaded) { try await search(impatient) }
    try await full.shutDown()
    try await impatient.shutDown()
  }

  @Test func `A pool that shuts down turns away what waits`() async throws {
    let pool = WorkPool(threads: 1, queue: 10)
    let gate = try await occupy(pool)
    let waiting = Task { try await search(pool) }
    while pool.load < 2 { await Task.yield() }
    let stopped = Task { try await pool.shutDown() }
    await #expect(throws: CancellationError.self) { try await waiting.value }
    gate.signal()
    try await stopped.value
  }

  private func search(_ pool: WorkPool) async throws -> [Hit] {
    try await SearchQueue(pool: pool).search(catalog.current, SearchRequest(query: "key")) { $0 }
  }
}
