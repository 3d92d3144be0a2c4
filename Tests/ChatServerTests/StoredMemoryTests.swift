import Agent
import ChatServer
import Conversations
import LanguageModels
import Retrieval
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct StoredMemoryTests {
  /// One day of somebody without an account, who talks to a new process over the same database.
  private func talk(_ message: String, _ bundle: SmallBundle) async throws -> (prompt: String, memory: UserMemory) {
    let store = ConversationStore(try openDatabase(bundle.folder.file("conversations.sqlite")))
    let memory = StoredMemory(store: store, pool: WorkPool(threads: 1, queue: 10))
    let model = ListeningModel()
    let runtime = AgentRuntime(
      engine: try SearchEngine(paths: [bundle.path]), router: ModelRouter(providers: [model]),
      services: AgentServices(users: memory))
    _ = await runtime.reply(to: AgentRequest(message, user: ConversationStore.localOwner))
    return (model.prompt, try await memory.memory(of: ConversationStore.localOwner))
  }

  @Test func `Who has no account is remembered across sessions too: what they said, how they write, what about`()
    async throws
  {
    let bundle = try SmallBundle()
    let first = try await talk("Dear all, I would appreciate help. I work in the Lisbon office.", bundle)
    #expect(!first.prompt.contains("told you in earlier conversations"))
    #expect(first.memory.facts == ["I work in the Lisbon office"])
    #expect(first.memory.profile.formalMessages == 1)
    for _ in 0..<2 { _ = try await talk("Kindly tell me more, I would be grateful.", bundle) }
    let last = try await talk("How are bundles signed?", bundle)
    #expect(last.prompt.contains("- I work in the Lisbon office"))
    #expect(last.prompt.contains("Write formally"))
    #expect(last.memory.profile.formalMessages == 3)
    #expect(last.memory.profile.interests.first?.subject.isEmpty == false)
  }
}

/// Answers with the first passage, and keeps what it was sent.
private final class ListeningModel: LanguageModelProvider {
  let name = "listening"
  let defaultModel = "m"
  let toolStyle = ToolStyle.none
  private let sent = Mutex("")

  var prompt: String { sent.withLock { $0 } }

  func checkHealth() async throws(ProviderError) {}

  func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    sent.withLock { $0 += request.messages.map(\.text).joined(separator: "\n") }
    return AsyncThrowingStream { continuation in
      continuation.yield(.text("It says so [1]."))
      continuation.yield(.finished(ModelFinish(reason: .stop, usage: TokenUsage(input: 1, output: 1), model: "m")))
      continuation.finish()
    }
  }
}
