/// What a word does to the words after it.
enum WordRole {
  /// Turns the next words around.
  case negation
  /// Strengthens the next word.
  case amplifier
  /// Weakens the next word.
  case diminisher

  private static let roles: [[UInt8]: WordRole] = {
    var roles: [[UInt8]: WordRole] = [:]
    func add(_ words: String, _ role: WordRole) {
      for word in words.split(separator: " ") { roles[Array(word.utf8)] = role }
    }
    add(
      """
      not n't no never cannot nothing nobody neither nor without hardly barely none cant dont doesnt didnt isnt wasnt \
      wont wouldnt couldnt shouldnt aint arent havent hasnt lack lacks lacking
      """, .negation)
    add(
      """
      very really so extremely incredibly absolutely totally completely super too truly highly utterly such most \
      fucking freaking insanely
      """, .amplifier)
    add("slightly somewhat little bit kinda fairly rather sort kind mildly almost less", .diminisher)
    return roles
  }()

  init?(of word: [UInt8]) {
    guard let role = Self.roles[word] else { return nil }
    self = role
  }
}
