/// The prefix of the chunks under one heading path, cut to its share of the encoder's tokens.
struct ChunkPrefix {
  /// UTF-8.
  let text: [UInt8]
  let tokens: Int

  /// The part of the encoder's tokens that a prefix may take.
  private static let share = 4

  /// Cuts what the text needs least: outer headings first, then the end of the title, then the end of the last heading.
  init(
    title: String?, headings: [String], plan: ChunkingPlan, tokenCount: ([UInt8]) -> Int
  ) {
    let limit = max(1, plan.maximumTokens / Self.share)
    var title = title ?? ""
    // A document that is named by its first heading does not need it twice.
    var path = headings[...]
    if path.first == title { path = path.dropFirst() }
    func filled() -> (text: [UInt8], tokens: Int) {
      let text = Array(plan.prefix.filled(title: title, headings: path.joined(separator: " > ")).utf8)
      return (text, text.isEmpty ? 0 : tokenCount(text))
    }
    var best = filled()
    while best.tokens > limit, path.count > 1 {
      path = path.dropFirst()
      best = filled()
    }
    if best.tokens > limit, !title.isEmpty {
      let whole = title
      best = Self.longest(whole) { words in
        title = words
        return filled()
      } within: {
        $0.tokens <= limit
      }
    }
    if best.tokens > limit, let last = path.last {
      best = Self.longest(last) { words in
        path = words.isEmpty ? [] : [words]
        return filled()
      } within: {
        $0.tokens <= limit
      }
    }
    // A template whose own text is too long is cut to nothing.
    (text, tokens) = best.tokens <= limit ? best : ([], 0)
  }

  /// The result for as many whole words of `text` as are accepted, by bisection; the result for none otherwise.
  private static func longest<Result>(
    _ text: String, _ result: (String) -> Result, within: (Result) -> Bool
  ) -> Result {
    let words = text.split(separator: " ")
    var accepted = 0
    var rejected = words.count
    while rejected - accepted > 1 {
      let middle = (accepted + rejected) / 2
      if within(result(words[..<middle].joined(separator: " "))) { accepted = middle } else { rejected = middle }
    }
    return result(words[..<accepted].joined(separator: " "))
  }
}
