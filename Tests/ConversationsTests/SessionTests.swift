import Common
import Conversations
import SQLite
import Storage
import Testing

@Suite struct SessionTests {
  @Test func aSessionTakesItsTitleFromTheFirstQuestionUntilItIsRenamed() throws {
    let test = try TestStore()
    let session = try test.store.createSession(owner: "ada")
    try test.ask("How do I pin\nanything?", "With a lock file.", in: session)
    #expect(try test.store.session(session.id, .owner("ada"))?.title == "How do I pin")
    _ = try test.store.updateSession(session.id, .owner("ada"), title: "Pinning")
    try test.ask("And then?", "Build.", in: session)
    let renamed = try #require(try test.store.session(session.id, .owner("ada")))
    #expect(renamed.title == "Pinning")
    #expect(renamed.messageCount == 4)
  }

  @Test(
    arguments: [
      ("", ""), ("  \n What is this? ", "What is this?"),
      (String(repeating: "word ", count: 30), String(repeating: "word ", count: 11) + "word…"),
      (String(repeating: "x", count: 200), String(repeating: "x", count: 60) + "…"),
    ])
  func titlesAreOneShortLine(question: String, title: String) {
    #expect(ConversationStore.title(from: question) == title)
  }

  @Test func messagesKeepTheirOrderAndEverythingThatIsKnownOfThem() throws {
    let test = try TestStore()
    let session = try test.store.createSession(owner: "ada")
    var question = test.message(.user, "Why? 🙂")
    question.sentiment = MessageSentiment(label: "negative", score: -0.4, emotion: "anger")
    var answer = test.message(.assistant, "Because.")
    answer.production = Production(
      provider: "openai", model: "m", inputTokens: 3, outputTokens: 4, cost: 0.25, milliseconds: 8.5, isAnswered: false)
    answer.citations = [["source": "a.md", "number": 1]]
    let stored = try #require(try test.store.append([question, answer], to: session.id, .owner("ada")))
    #expect(stored.map(\.position) == [0, 1])
    #expect(try test.store.messages(of: session.id, .owner("ada")) == stored)
    #expect(try test.store.messages(of: session.id, .owner("ada"), from: 1) == [stored[1]])
  }

  @Test func nobodyReachesWhatBelongsToAnother() throws {
    let test = try TestStore()
    let session = try test.store.createSession(owner: "ada")
    let messages = try test.ask("Secret question", "Secret answer", in: session)
    let bob = Access.owner("bob")
    #expect(try test.store.session(session.id, bob) == nil)
    #expect(try test.store.messages(of: session.id, bob) == [])
    #expect(try test.store.append([test.message(.user, "hi")], to: session.id, bob) == nil)
    #expect(try test.store.updateSession(session.id, bob, title: "mine") == nil)
    #expect(try !test.store.setFeedback(Feedback(rating: .up), on: messages[1].id, bob))
    #expect(try test.store.searchMessages("secret", bob) == [])
    #expect(try test.store.sessions(bob) == [])
    #expect(try !test.store.deleteSession(session.id, bob))
    #expect(try test.store.session(session.id, .everyone)?.title == "Secret question")
  }

  @Test func sessionsComeLastUsedFirstAndInPages() throws {
    let test = try TestStore()
    var ids: [String] = []
    for _ in 0..<5 {
      ids.append(try test.store.createSession(owner: "ada").id)
      test.clock.advance(by: .seconds(1))
    }
    try test.ask("q", "a", in: try #require(try test.store.session(ids[0], .everyone)))
    let first = try test.store.sessions(.owner("ada"), limit: 2)
    #expect(first.map(\.id) == [ids[0], ids[4]])
    let rest = try test.store.sessions(.owner("ada"), before: first[1].updated)
    #expect(rest.map(\.id) == [ids[3], ids[2], ids[1]])
  }

  @Test(.enabled(if: TestStore.postgresql == nil, "the search index of SQLite"))
  func `Deletions never bring the search index to the depth at which SQLite cannot read it`() throws {
    let test = try TestStore()
    let kept = try test.store.createSession(owner: "ada")
    try test.ask("A question to keep", "Its answer", in: kept)
    // Merges all segments time and again, as deletions do, up to just before that depth.
    try SQLiteDatabase(path: test.path).write { (connection) throws(DatabaseError) in
      for number in 1...1_490 {
        let row = [SQLValue.integer(number + 1_000), .text("word\(number)")]
        try connection.run("INSERT INTO messages_text (rowid, content) VALUES (?, ?)", row)
        try connection.run("INSERT INTO messages_text (messages_text) VALUES ('optimize')")
      }
    }
    for number in 0..<20 {
      let session = try test.store.createSession(owner: "ada")
      try test.ask("Question \(number)", "Passing", in: session)
      try #require(try test.store.deleteSession(session.id, .owner("ada")))
    }
    #expect(try test.store.searchMessages("passing", .owner("ada")) == [])
    #expect(try test.store.searchMessages("keep", .owner("ada")).count == 1)
  }

  @Test(.enabled(if: TestStore.postgresql == nil, "a server keeps old rows until it cleans up by itself"))
  func deletionLeavesNothingInTheFile() throws {
    let test = try TestStore()
    let session = try test.store.createSession(owner: "ada")
    let messages = try test.ask("xylophonequestion", "zitheranswer", in: session, source: "lyresource")
    _ = try test.store.setFeedback(Feedback(rating: .down, reason: "harpreason"), on: messages[1].id, .everyone)
    #expect(try test.store.deleteSession(session.id, .owner("ada")))
    #expect(try test.store.searchMessages("xylophonequestion", .everyone) == [])
    for name in [test.path, test.path + "-wal"] {
      guard let bytes = try? readFile(name) else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      for word in ["xylophonequestion", "zitheranswer", "lyresource", "harpreason"] {
        #expect(!text.contains(word), "\(word) is still in \(name)")
      }
    }
  }

  @Test func retentionDeletesWhatWasNotUsedSince() throws {
    let test = try TestStore()
    let old = try test.store.createSession(owner: "ada")
    test.clock.advance(by: .seconds(86_400))
    let new = try test.store.createSession(owner: "ada")
    #expect(try test.store.deleteSessions(before: new.created) == 1)
    #expect(try test.store.session(old.id, .everyone) == nil)
    #expect(try test.store.session(new.id, .everyone) != nil)
  }

  @Test(arguments: ["\"", "a AND", "*", "NEAR(", "content:x", "'; DROP TABLE messages; --", "🙂", ""])
  func searchTakesAnythingAsWords(query: String) throws {
    let test = try TestStore()
    let session = try test.store.createSession(owner: "ada")
    try test.ask("a content drop x", "b", in: session)
    _ = try test.store.searchMessages(query, .everyone)
    #expect(try test.store.searchMessages("conte", .everyone).map(\.message.content) == ["a content drop x"])
  }

  @Test func searchFindsWordsWithoutAccentsAndShowsTheSession() throws {
    let test = try TestStore()
    let session = try test.store.createSession(owner: "ada", title: "Cafés")
    try test.ask("Où est le café?", "Là-bas.", in: session)
    let found = try test.store.searchMessages("ou cafe", .owner("ada"))
    #expect(found.map(\.message.content) == ["Où est le café?"])
    #expect(found.first?.sessionTitle == "Cafés")
  }
}
