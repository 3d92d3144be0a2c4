package import LanguageModels

/// The part of a conversation that fits a token budget: the latest messages in full, a summary of those before.
///
/// The summary is extracted, not written: what the user asked and the beginning of what was answered, a line each, the latest kept when
/// even these are too many. A fifth of the budget is the summary's.
package struct ConversationWindow: Equatable, Sendable {
  /// Begins with the user's message.
  package private(set) var messages: [ChatMessage] = []
  /// Empty when all messages fit.
  package private(set) var summary = ""

  private static let summaryShare = 5
  private static let lineLength = 160

  /// - Parameters:
  ///   - history: oldest first; messages of other roles than user and assistant are left out.
  ///   - tokens: of messages and summary together, at four bytes a token.
  package init(_ history: [ChatMessage], tokens: Int) {
    let spoken = history.filter { ($0.role == .user || $0.role == .assistant) && !$0.text.isEmpty }
      .map { ChatMessage($0.role, $0.text) }
    let total = spoken.reduce(0) { $0 + estimatedTokens($1.text) }
    let budget = total <= tokens ? tokens : tokens - tokens / Self.summaryShare
    var used = 0
    var first = spoken.count
    while first > 0, used + estimatedTokens(spoken[first - 1].text) <= budget {
      first -= 1
      used += estimatedTokens(spoken[first].text)
    }
    while first < spoken.count, spoken[first].role == .assistant { first += 1 }
    messages = Array(spoken[first...])
    summary = Self.summary(of: spoken[..<first], tokens: tokens / Self.summaryShare)
  }

  private static func summary(of messages: ArraySlice<ChatMessage>, tokens: Int) -> String {
    var lines: [String] = []
    var used = 0
    for message in messages.reversed() {
      let line = (message.role == .user ? "- The user: " : "- You: ") + beginning(of: message.text)
      used += estimatedTokens(line) + 1
      guard used <= tokens else { break }
      lines.append(line)
    }
    return lines.reversed().joined(separator: "\n")
  }

  /// One line: the first sentence, or its beginning.
  private static func beginning(of text: String) -> String {
    let line = text.split { $0.isWhitespace }.joined(separator: " ")
    if line.count <= lineLength { return line }
    let cut = line.prefix(lineLength)
    let sentenceEnd = cut.lastIndex { ".!?".contains($0) }.map { cut.index(after: $0) }
    if let sentenceEnd, cut.distance(from: cut.startIndex, to: sentenceEnd) > lineLength / 3 {
      return String(cut[..<sentenceEnd])
    }
    return (cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut) + " …"
  }
}
