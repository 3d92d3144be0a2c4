internal import ChatServer
internal import Common
internal import Conversations
internal import LanguageModels
internal import Retrieval
internal import SQLite
internal import Storage
internal import Terminal

// What is kept of the conversation, where there is a database.
extension ChatConversation {
  private static let withoutDatabase = "Conversations are not kept; name a database with --store."

  /// Keeps an exchange. A database that fails costs the copy, not the conversation.
  mutating func keep(_ question: Message?, _ reply: Reply) throws {
    guard let question else { return }
    do {
      try kept?.append(question, reply, bundle: bundle)
    } catch {
      try StandardStream.errors.write("note: the answer was not kept: \(error)\n")
    }
  }

  func showSessions() throws {
    guard let kept else { return try say(Self.withoutDatabase) }
    let sessions = try kept.list()
    if sessions.isEmpty { return try say("No conversation was kept yet.") }
    var lines: [String] = []
    for (index, session) in sessions.enumerated() {
      let mark = session.id == kept.id ? "*" : " "
      let number = String(index + 1)
      let start = "\(mark)\(String(repeating: " ", count: max(0, 2 - number.count)))\(number) "
      let title = session.title.isEmpty ? "(no title)" : session.title.printable
      lines += wrapped(start.replacing(" ", with: "\u{A0}") + title, width: lineWidth, indent: 0, hang: 4)
        .map { $0.replacing("\u{A0}", with: " ") }
      let moment = "\(session.updated)".prefix(16).replacing("T", with: " ")
      let detail =
        "\(moment) UTC, \(Quantities.counted(session.messageCount, "message")), \(session.id.prefix(KeptConversation.shownLength))"
      lines += wrapped(detail, width: lineWidth, indent: 4).map(style.dim)
    }
    try show(lines + [""])
  }

  /// Goes on with a kept conversation and shows where it stood.
  ///
  /// - Returns: why not.
  mutating func resume(_ text: String) throws -> String? {
    guard var kept else { return Self.withoutDatabase }
    let found = try kept.find(text)
    guard case .session(let session) = found else { return found.problem(with: text) }
    let messages = try kept.resume(session)
    history = try kept.history()
    exchanges = []
    var question = ""
    for message in messages {
      if let reply = Reply(kept: message) { exchanges.append((question, reply)) } else { question = message.content }
    }
    self.kept = kept
    return nil
  }

  /// The title and the last exchange of what was resumed.
  func showResumed() throws {
    var lines = [style.dim("resumed after \(Quantities.counted(exchanges.count, "answer"))"), ""]
    if let last = exchanges.last {
      lines += wrapped("› \(last.question.printable)", width: lineWidth, indent: 0, hang: 2)
      var writer = AnswerWriter(width: lineWidth, style: style)
      let text = writer.append(last.reply.text) + writer.finish()
      lines += text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let notes = renderedFootnotes(last.reply, style: style, width: lineWidth)
      lines += (notes.isEmpty ? [] : [""] + notes) + [""]
    }
    try show(lines)
  }

  mutating func delete() throws {
    guard kept != nil else { return try say(Self.withoutDatabase) }
    let isDeleted = try kept?.delete() == true
    begin()
    try say(isDeleted ? "The conversation is deleted." : "Nothing of this conversation was kept.")
  }

  /// Begins a conversation that knows nothing of this one.
  mutating func begin() {
    history = []
    exchanges = []
    kept?.begin()
  }
}
