package import LanguageModels

/// Chooses how an answer speaks.
package enum ToneChoice {
  private static let casual: Set<String> = [
    "hey", "hi", "yo", "gonna", "wanna", "gotta", "thx", "pls", "plz", "lol", "cool", "u", "btw", "yeah", "yep", "nope",
    "dunno",
  ]
  private static let formal: Set<String> = [
    "dear", "sincerely", "kindly", "regards", "whom", "hereby", "furthermore", "therefore", "would", "appreciate",
    "grateful",
  ]

  /// How a message is written: formal, casual or neither.
  package static func register(of message: String) -> Tone {
    let words = Words.lowercased(message)
    let casualCount = words.count { casual.contains($0) }
    let formalCount = words.count { formal.contains($0) }
    if casualCount == formalCount { return .neutral }
    return casualCount > formalCount ? .casual : .formal
  }

  /// Calm for someone who is upset; otherwise as the user has been writing, when that is plain.
  package static func tone(for message: String, reading: SentimentReading?, profile: UserProfile) -> Tone {
    if let reading, reading.label == "negative", reading.confidence >= 0.6,
      ["anger", "sadness", "fear", "disgust"].contains(reading.emotion)
    {
      return .calm
    }
    let own = register(of: message)
    let formal = profile.formalMessages + (own == .formal ? 1 : 0)
    let casual = profile.casualMessages + (own == .casual ? 1 : 0)
    if formal + casual < 3 { return own }
    if formal >= 2 * casual { return .formal }
    return casual >= 2 * formal ? .casual : .neutral
  }
}
