/// Takes the reasoning out of a text that begins with it, as models write it between `<think>` and `</think>`.
struct ReasoningSplitter: Sendable {
  private enum State { case undecided, inside, outside }

  private static let open = "<think>"
  private static let close = "</think>"
  private var state = State.undecided
  private var buffer = ""

  /// The reasoning that `text` completes, and what of it is no reasoning.
  mutating func append(_ text: String) -> (thought: String, text: String) {
    if state == .outside { return ("", text) }
    buffer += text
    if state == .undecided {
      let bare = buffer.drop { $0.isWhitespace }
      if bare.hasPrefix(Self.open) {
        state = .inside
        buffer = String(bare.dropFirst(Self.open.count))
      } else if Self.open.hasPrefix(bare) {
        return ("", "")
      } else {
        state = .outside
        defer { buffer = "" }
        return ("", buffer)
      }
    }
    guard let end = buffer.firstRange(of: Self.close) else { return ("", "") }
    state = .outside
    let thought = String(buffer[..<end.lowerBound]).trimmed
    let rest = String(buffer[end.upperBound...].drop { $0.isWhitespace })
    buffer = ""
    return (thought, rest)
  }

  /// What was held back at the end: text that only looked like the beginning of reasoning.
  mutating func finish() -> String {
    defer {
      state = .outside
      buffer = ""
    }
    return state == .undecided ? buffer : ""
  }
}
