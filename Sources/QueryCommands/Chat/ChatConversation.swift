internal import Agent
internal import Common
internal import Dispatch
internal import Glibc
internal import LanguageModels
internal import Retrieval
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
  var user: String?

  private var input = TerminalInput()
  private let style = TextStyle(for: .output)
  private var history: [ChatMessage] = []
  private var exchanges: [(question: String, reply: Reply)] = []
  private var hasFailed = false

  init(
    runtime: AgentRuntime, router: ModelRouter, bundle: String, options: AgentOptions, user: String?, isJSON: Bool
  ) {
    self.runtime = runtime
    self.router = router
    self.bundle = bundle
    self.options = options
    self.user = user
    self.isJSON = isJSON
  }

  /// Answers until the input ends.
  ///
  /// - Returns: whether every message had an answer.
  mutating func run() throws -> Bool {
    if input.isInteractive {
      try show(["\(style.bold(bundle.printable)) — ask a question, or /help.", ""])
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
          try follow(instruction)
        } else {
          try answer(message.hasPrefix("//") ? String(message.dropFirst()) : message)
        }
      }
    }
  }

  private func show(_ lines: [String]) throws { try StandardStream.output.show(lines) }
}

// MARK: Answers

extension ChatConversation {
  private mutating func answer(_ message: String) throws {
    guard message.count <= Self.messageLimit else {
      try say(
        "A message has at most \(Quantities.count(Self.messageLimit)) characters; this one has \(Quantities.count(message.count))."
      )
      hasFailed = true
      return
    }
    let request = AgentRequest(message, history: history, options: options, user: user, session: "terminal")
    let screen = ChatScreen(isLive: input.isInteractive, isSilent: isJSON, width: lineWidth, style: style)
    let runtime = runtime
    let reply = try blocking { try await screen.show(runtime.events(for: request)) }
    guard let reply else {
      try show(["", style.dim("stopped"), ""])
      return
    }
    exchanges.append((message, reply))
    history += [.user(message), .assistant(reply.text)]
    if reply.outcome == .failed { hasFailed = true }
    if isJSON {
      let line = JSONValue.object([.init("question", .string(message))] + (reply.json.members ?? []))
      try StandardStream.output.write(line.serialized() + [UInt8(ascii: "\n")])
      return
    }
    var lines = renderedFootnotes(reply, style: style, width: lineWidth, currency: router.policy.prices.currency)
    if !lines.isEmpty { lines.insert("", at: 0) }
    if input.isInteractive {
      lines += ["", style.dim(renderedCost(reply, currency: router.policy.prices.currency))]
    }
    try show(lines + [""])
  }

  private func say(_ text: String) throws {
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
    case .help: try show(ChatInstruction.summary.split(separator: "\n").map(String.init) + [""])
    case .sources(let number): try showSources(number)
    case .provider(let name, let model): try choose(name, model)
    case .tone(let tone):
      options.tone = tone
      try say("The tone is \(tone?.rawValue ?? "auto") now.")
    case .history:
      let lines = exchanges.enumerated().map { "\($0.offset + 1). \($0.element.question.printable)" }
      try show((lines.isEmpty ? ["Nothing was asked yet."] : lines) + [""])
    case .usage:
      let tokens = exchanges.reduce(0) { $0 + $1.reply.usage.total }
      let cost = exchanges.reduce(0) { $0 + $1.reply.cost }
      try say(
        "\(Quantities.counted(exchanges.count, "answer")), \(Quantities.count(tokens)) tokens, \(rounded(cost, digits: 4)) \(router.policy.prices.currency)."
      )
    case .clear:
      history = []
      exchanges = []
      try say("The conversation is forgotten.")
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
      try show(renderedFootnotes(reply, style: style, width: lineWidth, currency: "") + [""])
      return
    }
    guard let citation = reply.citations.first(where: { $0.number == number }) else {
      try say("The last answer has no passage \(number).")
      return
    }
    var single = reply
    single.citations = [citation]
    single.unsupported = []
    var lines = renderedFootnotes(single, style: style, width: lineWidth, currency: "") + [""]
    for paragraph in citation.text.split(separator: "\n", omittingEmptySubsequences: false) {
      let text = wrapped(String(paragraph).printable, width: lineWidth, indent: 4)
      lines += text.isEmpty ? [""] : text
    }
    if let range = citation.range {
      lines += ["", style.dim("    bytes \(range.utf8.lowerBound)–\(range.utf8.upperBound) of the document's text")]
    }
    try show(lines + [""])
  }

  private mutating func choose(_ name: String?, _ model: String?) throws {
    guard let name else {
      let router = router
      let statuses = try blocking { await router.statuses() }
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
      try file.write(Array(transcript(exchanges, bundle: bundle).utf8))
      try file.commit()
      try say("Written to \(path).")
    } catch let error as SystemError {
      try say("\(error)")
    }
  }
}
