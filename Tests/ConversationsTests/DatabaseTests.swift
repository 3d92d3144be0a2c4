import Common
import Conversations
import Glibc
import SQLite
import Storage
import Testing

@Suite struct DatabaseTests {
  @Test func aFailedTransactionLeavesNothing() throws {
    let test = try TestStore()
    #expect(throws: DatabaseError.self) {
      _ = try test.store.createSession(id: "same", owner: "a")
      _ = try test.store.createSession(id: "same", owner: "b")
    }
    #expect(try test.store.session("same", .everyone)?.owner == "a")
  }

  @Test func theFileIsForItsOwnerAlone() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("private.sqlite")
    _ = try SQLiteDatabase(path: path)
    var status = stat()
    #expect(unsafe stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func aFileThatIsNoDatabaseIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/x.sqlite"
    let file = try AtomicFile(path: path)
    try file.write(Array(repeating: UInt8(ascii: "x"), count: 4096))
    try file.commit()
    let error = #expect(throws: DatabaseError.self) { try SQLiteDatabase(path: path) }
    #expect(error?.code == .unreadable)
  }

  @Test func aDatabaseOfANewerProgramIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("newer.sqlite")
    try SQLiteDatabase(path: path).write { (connection) throws(DatabaseError) in
      _ = try connection.run("UPDATE schema_version SET version = 99")
    }
    let error = #expect(throws: DatabaseError.self) { try SQLiteDatabase(path: path) }
    #expect(error?.code == .unreadable)
    #expect(error?.message.contains("schema 99") == true)
  }

  @Test func aServerThatIsNotThereIsNamedWithoutItsPassword() {
    let error = #expect(throws: DatabaseError.self) {
      try openDatabase("postgresql://ada:secret@127.0.0.1:1/almanac?connect_timeout=1")
    }
    #expect(error?.code == .unavailable)
    #expect(error?.place == "postgresql://ada@127.0.0.1:1/almanac")
    #expect(error?.description.contains("secret") == false)
  }

  @Test func manyThreadsWriteAndRead() async throws {
    let test = try TestStore()
    let store = test.store
    let session = try store.createSession(owner: "ada")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          for turn in 0..<10 {
            let message = Message(
              id: ConversationStore.newID(), session: "", position: 0, role: .user, content: "\(number) \(turn)",
              created: Timestamp(milliseconds: 0))
            _ = try store.append([message], to: session.id, .everyone)
            _ = try store.messages(of: session.id, .everyone)
          }
        }
      }
      try await group.waitForAll()
    }
    let messages = try store.messages(of: session.id, .everyone)
    #expect(messages.map(\.position) == Array(0..<80))
  }
}
