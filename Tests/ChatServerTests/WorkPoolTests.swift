import ChatServer
import Dispatch
import Testing

@Suite struct WorkPoolTests {
  @Test func `Work of an answer that has begun is done although the queue is full and the wait long`() async throws {
    let pool = WorkPool(threads: 1, queue: 0, patience: .zero)
    let gate = DispatchSemaphore(value: 0)
    try pool.submit { _ in gate.wait() }
    await #expect(throws: APIError.overloaded) { try await pool.run { 1 } }
    let admitted = Task { try await WorkPool.$isAdmitted.withValue(true) { try await pool.run { 2 } } }
    while pool.load < 2 { await Task.yield() }
    gate.signal()
    #expect(try await admitted.value == 2)
    try await pool.shutDown()
  }
}
