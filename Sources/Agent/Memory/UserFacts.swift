package import LanguageModels
internal import Retrieval

/// Finds what users say of themselves and keeps it within bounds. Only the user's own messages are read, never documents or answers.
package enum UserFacts {
  private static let starts = [
    "my name is ", "i am a ", "i am an ", "i'm a ", "i'm an ", "i am the ", "i work ", "i live ", "i use ",
    "i am using ", "i'm using ",
    "i prefer ", "i like ", "i need ", "i manage ", "we use ", "we are using ", "our company ", "our team ", "my team ",
    "my job ",
    "my role ", "call me ",
  ]
  private static let requests = [
    "remember that ", "please remember that ", "remember: ", "note that i ", "keep in mind that ",
  ]
  private static let factLength = 200

  /// The statements of a message that are worth keeping, in its words.
  package static func facts(in message: String) -> [String] {
    var facts: [String] = []
    for sentence in message.split(whereSeparator: { ".!?\n;".contains($0) }) {
      let text = String(sentence).split { $0.isWhitespace }.joined(separator: " ")
      let lowered = text.lowercased().replacing("’", with: "'")
      var fact: String?
      if let request = requests.first(where: { lowered.hasPrefix($0) }) {
        fact = request.hasSuffix(" i ") ? "I " + text.dropFirst(request.count) : String(text.dropFirst(request.count))
      } else if starts.contains(where: { lowered.hasPrefix($0) }) {
        fact = text
      }
      if let fact, (8...factLength).contains(fact.count), !looksSecret(fact), !facts.contains(fact) {
        facts.append(fact)
      }
    }
    return facts
  }

  /// Passwords and keys are not remembered.
  private static func looksSecret(_ text: String) -> Bool {
    let lowered = text.lowercased()
    if ["password", "passwort", "api key", "secret", "token", "pin ", "credit card"].contains(where: lowered.contains) {
      return true
    }
    return text.split(separator: " ").contains { word in
      word.count >= 20 && word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
    }
  }

  /// The facts that a message may need: those that share words with it, then the latest; eight at most, in their order.
  package static func relevant(_ facts: [String], to message: String) -> [String] {
    let words = Set(Words.lowercased(message).filter { $0.count > 3 })
    let ranked = facts.indices.sorted { left, right in
      let shared = [left, right].map { Words.lowercased(facts[$0]).count { words.contains($0) } }
      return shared[0] != shared[1] ? shared[0] > shared[1] : left > right
    }
    return ranked.prefix(8).sorted().map { facts[$0] }
  }

  /// The memory after a message and its answer.
  package static func updated(_ memory: UserMemory, message: String, reply: Reply, limit: Int) -> UserMemory {
    var memory = memory
    for fact in facts(in: message) {
      memory.facts.removeAll { $0.lowercased() == fact.lowercased() }
      memory.facts.append(fact)
    }
    if memory.facts.count > limit { memory.facts.removeFirst(memory.facts.count - limit) }
    switch ToneChoice.register(of: message) {
    case .formal: memory.profile.formalMessages += 1
    case .casual: memory.profile.casualMessages += 1
    default: break
    }
    if let subject = reply.citations.first.map({ $0.headings.first ?? $0.source.title }), !subject.isEmpty {
      var interests = memory.profile.interests
      if let index = interests.firstIndex(where: { $0.subject == subject }) {
        interests[index].count += 1
      } else {
        interests.append(UserProfile.Interest(subject: subject, count: 1))
      }
      let order = interests.indices.sorted {
        interests[$0].count != interests[$1].count ? interests[$0].count > interests[$1].count : $0 < $1
      }
      // The newest subject keeps a place, or it could never rise.
      let kept = order.prefix(8).map { interests[$0] }
      memory.profile.interests =
        kept.contains { $0.subject == subject } || kept.count < 8
        ? kept : kept.dropLast() + [UserProfile.Interest(subject: subject, count: 1)]
    }
    return memory
  }
}
