package import Agent
internal import ChatServer
package import Common
package import Conversations
package import LanguageModels
package import SQLite

/// The conversation at a terminal as a session of the database, where `kbq serve` on this machine shows it too.
///
/// A session is made with the first answer, so that a conversation without one leaves nothing.
package struct KeptConversation {
  /// What `find` found.
  package enum Found: Equatable {
    case session(Session)
    case none
    case several(Int)
  }

  /// Characters of an id that are shown; as many as are needed to tell sessions apart may be given.
  package static let shownLength = 8
  /// Sessions that a list shows and that a number chooses from.
  package static let listLength = 20
  private static let owner = ConversationStore.localOwner
  private static let access = Access.owner(owner)

  private let store: ConversationStore
  /// The session that the next answer goes to.
  package private(set) var id = ConversationStore.newID()
  private var isStored = false

  package init(store: ConversationStore) { self.store = store }

  /// Keeps a question with its answer.
  ///
  /// - Parameter bundle: what the conversation is about, for whoever lists it.
  package mutating func append(_ question: Message, _ reply: Reply, bundle: String) throws(DatabaseError) {
    if !isStored {
      let metadata: JSONValue = ["client": "terminal", "bundle": .string(bundle)]
      _ = try store.createSession(id: id, owner: Self.owner, metadata: metadata)
      isStored = true
    }
    let answer = Message(answer: reply, created: store.now())
    if try store.append([question, answer], to: id, Self.access) == nil {
      // Somebody has deleted the session meanwhile: what is said from now on is another one.
      begin()
      try append(question, reply, bundle: bundle)
    }
  }

  /// Goes on with a session that is not there yet.
  package mutating func begin() {
    id = ConversationStore.newID()
    isStored = false
  }

  /// The last used sessions, the last first.
  package func list() throws(DatabaseError) -> [Session] {
    try store.sessions(Self.access, limit: Self.listLength)
  }

  /// Looks for a session: `last`, its number in the list from 1, its id or the beginning of it.
  package func find(_ text: String) throws(DatabaseError) -> Found {
    let wanted = text.lowercased()
    if let id = ConversationStore.normalizedID(wanted) {
      return try store.session(id, Self.access).map(Found.session) ?? .none
    }
    let listed = try list()
    if wanted == "last" { return listed.first.map(Found.session) ?? .none }
    if wanted.utf8.count < 4 {
      guard let number = Int(wanted), listed.indices.contains(number - 1) else { return .none }
      return .session(listed[number - 1])
    }
    let matches = try store.sessions(Self.access, limit: 10_000).filter { $0.id.hasPrefix(wanted) }
    return matches.count > 1 ? .several(matches.count) : matches.first.map(Found.session) ?? .none
  }

  /// Goes on with a session.
  ///
  /// - Returns: what was said in it.
  package mutating func resume(_ session: Session) throws(DatabaseError) -> [Message] {
    let messages = try store.messages(of: session.id, Self.access, limit: 100_000)
    id = session.id
    isStored = true
    return messages
  }

  /// What the agent is shown of the session.
  package func history() throws(DatabaseError) -> [ChatMessage] {
    guard let session = try store.session(id, Self.access) else { return [] }
    return try store.history(of: session, Self.access)
  }

  /// Deletes the session; the next answer begins another one.
  ///
  /// - Returns: whether there was one.
  package mutating func delete() throws(DatabaseError) -> Bool {
    defer { begin() }
    return isStored ? try store.deleteSession(id, Self.access) : false
  }

  /// The session as the API exports it, which can be taken in again.
  package func exported() throws(DatabaseError) -> JSONValue {
    try store.export(Self.access, sessions: isStored ? [id] : [])
  }

  /// A question that is asked now.
  package func message(for question: String, feels reading: SentimentReading?) -> Message {
    Message(question: question, feels: reading, created: store.now())
  }
}

extension KeptConversation.Found {
  /// What to say where there is not just one session.
  package func problem(with text: String) -> String? {
    switch self {
    case .session: nil
    case .none: "There is no conversation \"\(text)\"; /sessions lists them."
    case .several(let count): "\(count) conversations begin with \"\(text)\"; give more of the id."
    }
  }
}
