import Agent
import Common
import Conversations
import LanguageModels
import QueryCommands
import Retrieval
import Storage
import Testing

@Suite struct KeptConversationTests {
  private let folder: TemporaryFolder
  private let store: ConversationStore

  init() throws {
    folder = try TemporaryFolder()
    store = ConversationStore(try openDatabase(folder.file("conversations.sqlite")))
  }

  private func reply(_ text: String) -> Reply {
    let citation = Citation(
      number: 1, bundle: "b", document: DocumentID(3), chunk: nil,
      source: DocumentSource(title: "A", name: "a.md", format: "markdown"), text: "passage")
    return Reply(
      text: text, citations: [citation], provider: "offline", model: "quotations",
      usage: TokenUsage(input: 3, output: 4), cost: 0.5, milliseconds: 7)
  }

  private func tell(_ conversation: inout KeptConversation, _ question: String, _ answer: String) throws {
    let reading = SentimentReading(label: "negative", score: -0.5, confidence: 1, emotion: "anger")
    try conversation.append(conversation.message(for: question, feels: reading), reply(answer), bundle: "handbook")
  }

  @Test func `A conversation without an answer leaves nothing`() throws {
    var kept = KeptConversation(store: store)
    #expect(try kept.list().isEmpty)
    #expect(try kept.history().isEmpty)
    #expect(try !kept.delete())
    #expect(try kept.exported()["sessions"] == .array([]))
  }

  @Test func `Exchanges are kept as the server keeps them, and come back`() throws {
    var kept = KeptConversation(store: store)
    try tell(&kept, "How are bundles signed?", "With a key. [1]")
    try tell(&kept, "Which?", "Ed25519. [1]")
    let session = try #require(try store.sessions(.owner(ConversationStore.localOwner)).first)
    #expect(session.title == "How are bundles signed?")
    #expect(session.metadata == ["client": "terminal", "bundle": "handbook"])
    #expect(session.messageCount == 4)

    var later = KeptConversation(store: store)
    #expect(try later.find("last") == .session(session))
    let messages = try later.resume(session)
    #expect(later.id == kept.id)
    #expect(messages.map(\.content) == ["How are bundles signed?", "With a key. [1]", "Which?", "Ed25519. [1]"])
    #expect(messages[0].sentiment?.label == "negative")
    #expect(messages[1].production?.cost == 0.5)
    #expect(try later.history().map(\.text) == messages.map(\.content))
    #expect(try later.history().map(\.role) == [.user, .assistant, .user, .assistant])
    try tell(&later, "And then?", "Nothing. [1]")
    #expect(try store.session(session.id, .everyone)?.messageCount == 6)
    let exported = try later.exported()
    #expect(try store.importing(exported, owner: "ada").map(\.messageCount) == [6])
  }

  @Test func `Sessions are found by number, id and its beginning`() throws {
    for name in ["first", "second", "third"] {
      var kept = KeptConversation(store: store)
      try tell(&kept, name, "yes")
    }
    let kept = KeptConversation(store: store)
    let listed = try kept.list()
    #expect(listed.count == 3)
    #expect(try kept.find("2") == .session(listed[1]))
    #expect(try kept.find(listed[2].id.uppercased()) == .session(listed[2]))
    #expect(try kept.find(String(listed[2].id.prefix(KeptConversation.shownLength))) == .session(listed[2]))
    for text in ["0", "4", "-1", "", "zzzz", "00000000-0000-0000-0000-000000000000", "%%%%"] {
      #expect(try kept.find(text) == .none, "\(text)")
    }
    #expect(try kept.find("0").problem(with: "0")?.contains("/sessions") == true)
    let twin = "ffffffff-ffff-4fff-8fff-fffffffffff"
    for last in ["1", "2"] { _ = try store.createSession(id: twin + last, owner: ConversationStore.localOwner) }
    #expect(try kept.find("ffff") == .several(2))
    // Another person's session is not there.
    let other = try store.createSession(owner: "ada")
    #expect(try kept.find(other.id) == .none)
  }

  @Test func `What is deleted, here or elsewhere, does not come back`() throws {
    var kept = KeptConversation(store: store)
    try tell(&kept, "one", "yes")
    let first = kept.id
    #expect(try kept.delete())
    #expect(kept.id != first)
    #expect(try kept.list().isEmpty)
    try tell(&kept, "two", "yes")
    _ = try store.deleteSession(kept.id, .everyone)
    try tell(&kept, "three", "yes")
    #expect(try kept.list().map(\.title) == ["three"])
    try tell(&kept, "four", "yes")
    #expect(try kept.list().map(\.messageCount) == [4])
  }
}
