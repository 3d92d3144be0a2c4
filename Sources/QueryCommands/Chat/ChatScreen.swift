internal import Agent
internal import Common
internal import Dispatch
internal import Glibc
internal import LanguageModels
internal import Storage
internal import Terminal

/// Shows the events of one answer as they come.
struct ChatScreen: Sendable {
  /// Whether what happens is shown, and Ctrl-C stops the answer instead of the program.
  var isLive: Bool
  /// Whether nothing is shown at all.
  var isSilent: Bool
  var width: Int
  var style: TextStyle

  /// - Returns: the reply; `nil` when the user stopped the answer.
  func show(_ events: AsyncStream<AgentEvent>) async throws -> Reply? {
    let work = Task { try await shown(events) }
    guard isLive else { return try await work.value }
    let previous = signal(SIGINT, SIG_IGN)
    let interrupts = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    interrupts.setEventHandler { work.cancel() }
    interrupts.resume()
    defer {
      interrupts.cancel()
      _ = signal(SIGINT, previous)
    }
    return try await work.value
  }

  private func shown(_ events: AsyncStream<AgentEvent>) async throws -> Reply? {
    guard isLive, style.hasColour else { return try await shown(events, on: nil) }
    let line = WaitingLine(style: style)
    let clock = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: .milliseconds(250))
        try line.tick()
      }
    }
    defer { clock.cancel() }
    let reply = try await shown(events, on: line)
    try line.write("")
    return reply
  }

  /// - Parameter line: tells that there is something to wait for; `nil` where nothing does.
  private func shown(_ events: AsyncStream<AgentEvent>, on line: WaitingLine?) async throws -> Reply? {
    func write(_ text: String) throws { try line?.write(text) ?? StandardStream.output.write(text) }
    // A dim line of its own, which stands apart from the answer.
    func note(_ text: String, _ writer: inout AnswerWriter) throws {
      try write(writer.interrupt())
      for line in wrapped("· " + text.printable, width: width, indent: 0, hang: 2) { try write(style.dim(line) + "\n") }
    }
    var writer = AnswerWriter(width: width, style: style)
    for await event in events {
      if case .done(let reply) = event {
        if !isSilent, !writer.isAtLineStart { try write(writer.finish() + "\n") }
        return reply
      }
      if isSilent { continue }
      switch event {
      case .token(let text):
        try write(writer.append(text))
      case .thought(let text) where isLive: try note(text, &writer)
      case .toolCall(let call) where isLive:
        try note("\(call.name) \(Self.words(call.arguments))", &writer)
      case .toolResult(let report) where isLive:
        try note("\(report.summary), \(report.milliseconds) ms", &writer)
      case .notice(let text):
        if isLive {
          try note(text, &writer)
        } else {
          try StandardStream.errors.write("note: \(text.printable)\n")
        }
      default: break
      }
    }
    return nil
  }

  /// The arguments of a call in a few words.
  private static func words(_ arguments: JSONValue) -> String {
    if let text = arguments.string { return text }
    return (arguments.members ?? []).map { member in
      member.value.string.map { "“\($0)”" } ?? String(decoding: member.value.serialized(), as: UTF8.self)
    }.joined(separator: " ")
  }
}
