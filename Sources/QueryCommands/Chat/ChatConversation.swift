internal import Agent
internal import Common
internal import Dispatch
internal import Glibc
internal import LanguageModels
internal import Retrieval
internal import SQLite
internal import Storage
internal import Terminal

/// A conversation at a terminal or over a pipe: reads messages, shows answers, keeps what was said.
struct ChatConversation: ~Copyable {
  /// Characters of a message, as at the HTTP API.
  static let messageLimit = 5_000

  let runtime: AgentRuntime
  let router: ModelRouter
  let bundle: String
  let isJSON: Bool
  var options: AgentOptions
  /// Whose memory answers know, and where it is kept; `nil`: nothing is.
  let memory: (user: String, store: any UserMemoryStore)?
  /// Where the conversation is kept; `nil`: nowhere.
  var kept: KeptConversation?
  let sentiment: any SentimentReader

  private var input = TerminalInput()
  let style = TextStyle(for: .output)
  var history: [ChatMessage] = []
  var exchanges: [(question: String, reply: Reply)] = []
  private var hasFailed = false

  init(
    runtime: AgentRuntime, router: ModelRouter, bundle: String, options: AgentOptions,
    memory: (user: String, store: any UserMemoryStore)?, kept: KeptConversation?, sentiment: any SentimentReader,
    isJSON: Bool
  ) {
    self.runtime = runtime
    self.router = router
    self.bundle = bundle
    self.options = options
    self.memory = memory
    self.kept = kept
    self.sentiment = sentiment
    self.isJSON = isJSON
  }

  /// Answers until the input ends.
  ///
  /// - Returns: whether every message had an answer.
  mutating func run() throws -> Bool {
    if input.isInteractive {
      try show(["\(style.bold(bundle.printable)) — ask a question, or /help.", ""])
      if !exchanges.isEmpty { try showResumed() }
    }
    while true {
      switch try input.line(prompt: "› ", style: style) {
      case .endOfInput: return !hasFailed
      case .cancelled: continue
      case .text(let line):
        let message = line.trimmed
        if message.isEmpty { continue }
        if let instruction = ChatInstruction(message) {
          if instruction == .quit { return !hasFailed }
          do {
            try follow(instruction)
          } catch let error as DatabaseError {
            try say("\(error)")
          }
        } else {
          try answer(message.hasPrefix("//") ? String(message.dropFirst()) : message)
        }
      }
    }
  }

  func show(_ lines: [String]) throws { try StandardStream.output.show(lines) }
}

// MARK: Answers

extension ChatConversation {
  private mutating func answer(_ message: String) throws {
    guard message.count <= Self.messageLimit else {
      return try refuse(message)
    }
    let reading = sentiment.reading(of: message)
    let question = kept?.message(for: message, feels: reading)
    let request = AgentRequest(
      message, history: history, options: options, user: memory?.user, session: kept?.id ?? "terminal",
      reading: reading)
    let screen = ChatScreen(isLive: input.isInteractive, isSilent: isJSON, width: lineWidth, style: style)
    let runtime = runtime
    let reply = try TerminalMode.withoutEcho {
      try blocking { try await screen.show(runtime.events(for: request)) }
    }
    guard let reply else {
      try show(["", style.dim("stopped"), ""])
      return
    }
    exchanges.append((message, reply))
    history += [.user(message), .assistant(reply.text)]
    try keep(question, reply)
    if reply.outcome == .failed { hasFailed = true }
    if isJSON {
      let session = kept.map { [JSONValue.Member("session", .string($0.id))] } ?? []
      let line = JSONValue.object([.init("question", .string(message))] + session + (reply.json.members ?? []))
      try StandardStream.output.write(line.serialized() + [UInt8(ascii: "\n")])
      return
    }
    var lines = renderedFootnotes(reply, style: style, width: lineWidth)
    if !lines.isEmpty { lines.insert("", at: 0) }
    if input.isInteractive {
      let cost = renderedCost(reply, currency: router.policy.prices.currency)
      lines += [""] + wrapped(cost, width: lineWidth, indent: 0).map(style.dim)
    }
    try show(lines + [""])
  }

  /// Says that a message is too long; the conversation goes on without it.
  private func refuse(_ message: String) throws {
    let reason =
      "A message has at most \(Quantities.count(Self.messageLimit)) characters; this one has \(Quantities.count(message.count))."
    guard isJSON else { return try say(reason) }
    // A line for each message, so that a program can tell which answer is whose.
    let line: JSONValue = ["question": .string(message), "outcome": "refused", "text": .string(reason)]
    try StandardStream.output.write(line.serialized() + [UInt8(ascii: "\n")])
  }

  func say(_ text: String) throws {
    if isJSON {
      try StandardStream.errors.write(text + "\n")
    } else {
      try show(wrapped(text, width: lineWidth, indent: 0) + [""])
    }
  }
}

// MARK: Instructions

extension ChatConversation {
  private mutating func follow(_ instruction: ChatInstruction) throws {
    switch instruction {
    case .help: try show(ChatInstruction.help(width: lineWidth) + [""])
    case .sources(let number): try showSources(number)
    case .provider(let name, let model): try choose(name, model)
    case .tone(let tone):
      options.tone = tone
      try say("The tone is \(tone?.rawValue ?? "auto") now.")
    case .history:
      let lines = exchanges.enumerated().flatMap { index, exchange in
        wrapped("\(index + 1). \(exchange.question.printable)", width: lineWidth, indent: 0, hang: 3)
      }
      try show((lines.isEmpty ? ["Nothing was asked yet."] : lines) + [""])
    case .usage:
      let tokens = exchanges.reduce(0) { $0 + $1.reply.usage.total }
      let cost = exchanges.reduce(0) { $0 + $1.reply.cost }
      try say(
        "\(Quantities.counted(exchanges.count, "answer")), \(Quantities.count(tokens)) tokens, \(rounded(cost, digits: 4)) \(router.policy.prices.currency)."
      )
    case .clear:
      begin()
      let hint = "A new conversation begins; /sessions lists those before, /resume goes on with one."
      try say(kept == nil ? "The conversation is forgotten." : hint)
    case .sessions: try showSessions()
    case .resume(let text):
      if let problem = try resume(text) { return try say(problem) }
      try showResumed()
    case .delete: try delete()
    case .memory: try showMemory()
    case .forget: try forget()
    case .save(let path): try save(path)
    case .wrong(let text): try say(text)
    case .quit: break
    }
  }

  private func showSources(_ number: Int?) throws {
    guard let reply = exchanges.last?.reply, !reply.citations.isEmpty else {
      try say("The last answer cites nothing.")
      return
    }
    guard let number else {
      try show(renderedFootnotes(reply, style: style, width: lineWidth) + [""])
      return
    }
    guard let citation = reply.citations.first(where: { $0.number == number }) else {
      let numbers = reply.citations.map { "\($0.number)" }.joined(separator: ", ")
      try say("The last answer has no passage \(number); it has \(numbers).")
      return
    }
    try show(renderedPassage(citation, style: style, width: lineWidth) + [""])
  }

  private func showMemory() throws {
    guard let memory else {
      try say("Nothing is remembered from one day to the next; name a database with --store.")
      return
    }
    let known = try blocking { try await memory.store.memory(of: memory.user) }
    var lines = known.facts.flatMap { wrapped("- \($0.printable)", width: lineWidth, indent: 0, hang: 2) }
    if lines.isEmpty { lines = ["You have said nothing of yourself that was kept."] }
    if !known.profile.interests.isEmpty {
      let subjects = known.profile.interests.map { $0.subject.printable }.joined(separator: ", ")
      lines += wrapped("You often ask about: \(subjects)", width: lineWidth, indent: 0)
    }
    try show(lines + [""])
  }

  private func forget() throws {
    guard let memory else { return try showMemory() }
    try blocking { try await memory.store.setMemory(UserMemory(), of: memory.user) }
    try say("What was known of you is forgotten. /clear forgets this conversation.")
  }

  private mutating func choose(_ name: String?, _ model: String?) throws {
    guard let name else {
      let router = router
      let statuses = blocking { await router.statuses() }
      let lines = statuses.map { status in
        let mark = status.name == options.provider ? "*" : " "
        let rest = status.reason.map { " — rests: \($0.printable)" } ?? ""
        return "\(mark) \(status.name) (\(status.model))\(rest)"
      }
      try show(lines + [""])
      return
    }
    guard name == "auto" || router.providers.contains(where: { $0.name == name }) else {
      try say("There is no provider \"\(name)\"; there is \(router.providers.map(\.name).joined(separator: ", ")).")
      return
    }
    options.provider = name == "auto" ? nil : name
    options.model = model
    try say(name == "auto" ? "The provider is chosen by the task." : "\(name) answers from now on.")
  }

  private func save(_ path: String) throws {
    do {
      // What somebody else wrote is not lost by a slip of the fingers.
      guard unsafe access(path, F_OK) != 0 else {
        try say("\(path) is there already; name another file.")
        return
      }
      let file = try AtomicFile(path: path)
      if path.hasSuffix(".json") {
        guard let kept else {
          try say("JSON is what a database keeps; name one with --store, or save as Markdown.")
          return
        }
        try file.write(try kept.exported().serialized(.indented))
      } else {
        try file.write(Array(transcript(exchanges, bundle: bundle).utf8))
      }
      try file.commit()
      try say("Written to \(path).")
    } catch let error as SystemError {
      try say("\(error)")
    }
  }
}
