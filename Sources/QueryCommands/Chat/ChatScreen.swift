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
    var writer = AnswerWriter(width: width, style: style)
    var hasText = false
    for await event in events {
      if case .done(let reply) = event {
        if !isSilent, hasText { try write(writer.finish() + "\n") }
        return reply
      }
      if isSilent { continue }
      switch event {
      case .token(let text):
        hasText = true
        try write(writer.append(text))
      case .thought(let text) where isLive: try note(text, after: hasText, &writer)
      case .toolCall(let call) where isLive:
        try note("\(call.name) \(Self.words(call.arguments))", after: hasText, &writer)
      case .toolResult(let report) where isLive:
        try note("  \(report.summary), \(report.milliseconds) ms", after: hasText, &writer)
      case .notice(let text):
        if isLive {
          try note(text, after: hasText, &writer)
        } else {
          try StandardStream.errors.write("note: \(text.printable)\n")
        }
      default: break
      }
    }
    return nil
  }

  /// A dim line of its own, which stands apart from the answer.
  private func note(_ text: String, after hasText: Bool, _ writer: inout AnswerWriter) throws {
    if hasText {
      try write(writer.append("\n"))
    }
    for line in wrapped("· " + text.printable, width: width, indent: 0) { try write(style.dim(line) + "\n") }
  }

  /// The arguments of a call in a few words.
  private static func words(_ arguments: JSONValue) -> String {
    if let text = arguments.string { return text }
    return (arguments.members ?? []).map { member in
      member.value.string.map { "“\($0)”" } ?? String(decoding: member.value.serialized(), as: UTF8.self)
    }.joined(separator: " ")
  }

  private func write(_ text: String) throws { try StandardStream.output.write(text) }
}
