import Agent
import LanguageModels
import Testing

@Suite struct MemoryTests {
  @Test func `A conversation that fits is given as it was`() {
    let history: [ChatMessage] = [.user("One?"), .assistant("Yes."), .user("Two?"), .assistant("No.")]
    let window = ConversationWindow(history, tokens: 100)
    #expect(window.messages == history)
    #expect(window.summary.isEmpty)
  }

  @Test(arguments: [50, 100, 400, 1_000])
  func `A long conversation keeps its end and a summary within the budget`(tokens: Int) {
    let history = (0..<60).map { index in
      index.isMultiple(of: 2)
        ? ChatMessage.user("Question number \(index) about keys and locks?")
        : .assistant("Answer number \(index). " + String(repeating: "It goes on for a while. ", count: 10))
    }
    let window = ConversationWindow(history, tokens: tokens)
    let used = window.messages.reduce(0) { $0 + ($1.text.utf8.count + 3) / 4 }
    #expect(used + (window.summary.utf8.count + 3) / 4 <= tokens + 1)
    #expect(window.messages == Array(history.suffix(window.messages.count)))
    #expect(window.messages.first.map { $0.role == .user } ?? true)
    if tokens >= 400 { #expect(window.summary.contains("- The user: Question number")) }
  }

  @Test(arguments: [
    ("What about its limits?", "How are bundles signed? What about its limits?"),
    ("Why?", "How are bundles signed? Why?"),
    ("And the key length?", "How are bundles signed? And the key length?"),
    ("How do I fetch web sources into a corpus?", "How do I fetch web sources into a corpus?"),
  ])
  func `A follow-up is searched with the question before`(message: String, expected: String) {
    #expect(FollowUp.standalone(message, history: ["How are bundles signed?"]) == expected)
    #expect(FollowUp.standalone(message, history: []) == message)
  }

  @Test func `Facts come from the user's own words, and secrets are not kept`() {
    #expect(
      UserFacts.facts(in: "Hi! I work in the Berlin office. What is a bundle?") == ["I work in the Berlin office"])
    #expect(UserFacts.facts(in: "Please remember that deadlines are on Fridays.") == ["deadlines are on Fridays"])
    #expect(UserFacts.facts(in: "My password is hunter2-and-more.") == [])
    #expect(UserFacts.facts(in: "Remember that the key is sk-abcdefghijklmnop1234567890") == [])
    #expect(UserFacts.facts(in: "Is my name in the list?") == [])
  }

  @Test func `Memory is bounded, repeated facts are kept once, the latest last`() {
    var memory = UserMemory()
    let reply = Reply(text: "x", provider: "p", model: "m")
    for index in 0..<20 {
      memory = UserFacts.updated(memory, message: "I use tool number \(index).", reply: reply, limit: 5)
    }
    #expect(memory.facts.count == 5)
    memory = UserFacts.updated(memory, message: "i use tool number 16", reply: reply, limit: 5)
    #expect(memory.facts.count == 5)
    #expect(memory.facts.last == "i use tool number 16")
  }

  @Test func `Short-term memory keeps five interactions and shows three`() async {
    let memory = ShortTermMemory(sessionLimit: 2)
    let reply = Reply(text: "x", outcome: .unanswered, provider: "p", model: "m")
    for index in 0..<9 { await memory.note(reply, message: "question \(index)", session: "a") }
    #expect(await memory.lines(of: "a") == (6..<9).map { "\"question \($0)\": unanswered" })
    await memory.note(reply, message: "x", session: "b")
    await memory.note(reply, message: "x", session: "c")
    #expect(await memory.lines(of: "a").isEmpty)
    #expect(await memory.lines(of: nil).isEmpty)
  }

  @Test func `The tone follows anger, then the way of writing`() {
    let angry = SentimentReading(label: "negative", score: -0.9, confidence: 0.9, emotion: "anger")
    let doubtful = SentimentReading(label: "negative", score: -0.2, confidence: 0.4, emotion: "anger")
    #expect(ToneChoice.tone(for: "this never works", reading: angry, profile: UserProfile()) == .calm)
    #expect(ToneChoice.tone(for: "this never works", reading: doubtful, profile: UserProfile()) == .neutral)
    #expect(ToneChoice.tone(for: "hey, gonna need help", reading: nil, profile: UserProfile()) == .casual)
    #expect(ToneChoice.tone(for: "hey", reading: nil, profile: UserProfile(formalMessages: 9)) == .formal)
  }

  @Test(arguments: [
    ("Which documents are there?", "document_search"), ("Summarize my CV", "document_search"),
    ("What is the refund policy?", "knowledge_base"), ("What does the website say?", "web_search"),
    ("What is the sentiment of \"I love it\"?", "sentiment_analysis"), ("How are bundles signed?", "rag_search"),
    ("zebras", "rag_search"), ("Where is the file format described?", "rag_search"),
  ])
  func `Keywords choose the tool`(message: String, tool: String) {
    let all = ["rag_search", "document_search", "web_search", "knowledge_base", "sentiment_analysis"]
    #expect(ToolSelector.calls(message, query: message, available: all).map(\.name) == [tool])
  }

  @Test func `A question that joins several is cut, any other is left whole`() {
    #expect(
      SubQuestions.split("What is the difference between keyword search and vector search?") == [
        "What is the difference between keyword search and vector search?", "what is keyword search",
        "what is vector search",
      ])
    #expect(
      SubQuestions.split("How is a bundle signed and how is it verified?") == [
        "How is a bundle signed", "how is it verified?",
      ])
    #expect(SubQuestions.split("What is salt and pepper?") == ["What is salt and pepper?"])
    #expect(SubQuestions.split("How do I build it? Where does it go then?").count == 2)
  }
}
