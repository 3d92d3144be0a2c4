import Sentiment
import Testing

@Suite struct MessageTextTests {
  private func names(_ text: String) -> [String] {
    MessageTokenizer.tokens(of: text).map { String(decoding: $0.name, as: UTF8.self) }
  }

  private func strengths(_ text: String) -> [String: Float] {
    let features = MessageFeatures(text).features
    return Dictionary(uniqueKeysWithValues: features.map { (String(decoding: $0.name, as: UTF8.self), $0.strength) })
  }

  @Test(arguments: [
    ("", []), ("   ", []), ("Good day", ["good", "day"]),
    ("It doesn't, can't, won't.", ["it", "does", "n't", ",", "ca", "n't", ",", "wo", "n't", "."]),
    ("does n't", ["does", "n't"]), ("That's John’s", ["that", "'s", "john", "'s"]),
    ("soooo coooool", ["soo", "cool"]), ("100000", ["100000"]), ("Wait... what?!", ["wait", "...", "what", "?!"]),
    ("Why?? Stop!!!", ["why", "??", "stop", "!!"]), ("see https://a.b/c?d=e!", ["see"]), ("@bob [NAME] hi", ["hi"]),
    ("me@home", ["me", "home"]), ("#winning", ["winning"]), ("café naïve", ["café", "naïve"]),
  ])
  func `Messages are divided into words and marks`(text: String, expected: [String]) {
    #expect(names(text) == expected)
  }

  @Test(arguments: [
    (":)", "<joy>"), (":-(", "<sad>"), (":'(", "<sad>"), ("<3", "<love>"), (">:(", "<angry>"), ("xD", "<laugh>"),
    ("😂", "<laugh>"), ("❤️", "<love>"), ("👍🏽", "<approve>"), ("🤷‍♀️", "<think>"), ("-_-", "<skeptical>"),
  ])
  func `Emoji and emoticons become their group's feature`(text: String, expected: String) {
    #expect(names("well \(text)") == ["well", expected])
  }

  @Test(arguments: ["box:", "xDocument", "10:30", "http://x.y:8080/", "std::vector", "oOps"])
  func `What only looks like an emoticon within words is none`(text: String) {
    #expect(!names(text).contains { $0.hasPrefix("<") })
  }

  @Test func `A negation turns the next three words of its clause around`() {
    let negated = strengths("not a good plan today, great")
    #expect(negated["good"] == MessageFeatures.negated)
    #expect(negated["plan"] == MessageFeatures.negated)
    #expect(negated["today"] == 1)
    #expect(negated["great"] == 1)
    #expect(strengths("not. good")["good"] == 1)
  }

  @Test func `Amplifiers, diminishers and capitals change the strength of a word`() {
    #expect(strengths("very good")["good"] == MessageFeatures.amplified)
    #expect(strengths("slightly good")["good"] == MessageFeatures.diminished)
    #expect(strengths("this is GOOD")["good"] == MessageFeatures.capitals)
    #expect(strengths("THIS IS GOOD")["good"] == 1)
  }

  @Test func `A word that comes twice keeps its greatest strength`() {
    #expect(strengths("good, very good")["good"] == MessageFeatures.amplified)
    #expect(strengths("very good, not good")["good"] == MessageFeatures.amplified)
  }

  @Test func `A long message is no louder than a short one`() {
    let long = strengths((0..<240).map { "word\($0)" }.joined(separator: " "))
    #expect(long.count == 240)
    #expect(abs(long.values.reduce(0, +) - Float(MessageFeatures.loudness)) < 0.01)
  }
}
