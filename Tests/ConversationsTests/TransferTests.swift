import Common
import Conversations
import Testing

@Suite struct TransferTests {
  @Test func whatIsExportedComesBackUnderNewIds() throws {
    let test = try TestStore()
    let session = try test.store.createSession(owner: "ada", metadata: ["folder": "work"])
    let messages = try test.ask("Question?", "Answer.", in: session, source: "a.md")
    _ = try test.store.setFeedback(Feedback(rating: .up, reason: "clear"), on: messages[1].id, .everyone)
    let exported = try test.store.export(.owner("ada"))
    let imported = try test.store.importing(exported, owner: "bob")
    #expect(imported.count == 1)
    #expect(imported[0].id != session.id)
    #expect(withoutIds(try test.store.export(.owner("bob"))) == withoutIds(exported))
  }

  @Test(
    arguments: [
      (#"{}"#, "format: expected \"almanac-conversations\""),
      (#"{"format":"almanac-conversations","version":2}"#, "version: expected 1"),
      (#"{"format":"almanac-conversations","version":1}"#, "sessions: expected an array"),
      (
        #"{"format":"almanac-conversations","version":1,"sessions":[{"title":"t","created":"yesterday"}]}"#,
        "sessions[0].created: expected a time as in 2026-03-01T12:00:00Z"
      ),
      (
        """
        {"format":"almanac-conversations","version":1,"sessions":[{"title":"t","created":"2026-03-01T12:00:00Z",
        "updated":"2026-03-01T12:00:00.5Z","messages":[{"role":"robot"}]}]}
        """, "sessions[0].messages[0].role: expected user, assistant, system"
      ),
    ])
  func aFileThatIsWrongIsRefusedWhole(text: String, message: String) throws {
    let test = try TestStore()
    let error = try #require(throws: TransferError.self) {
      try test.store.importing(JSONValue(parsing: Array(text.utf8)), owner: "ada")
    }
    #expect(error.description == message)
    #expect(try test.store.sessions(.everyone) == [])
  }

  @Test(
    arguments: [
      ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000Z"), ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
      ("2024-02-29T00:00:00.5Z", "2024-02-29T00:00:00.500Z"), ("2000-12-31T23:59:59Z", "2000-12-31T23:59:59.000Z"),
    ])
  func timesAreReadAndWritten(text: String, written: String) {
    #expect(Timestamp(text)?.description == written)
  }

  private func withoutIds(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let values): .array(values.map(withoutIds))
    case .object(let members):
      .object(members.filter { $0.name != "id" }.map { .init($0.name, withoutIds($0.value)) })
    default: value
    }
  }
}
