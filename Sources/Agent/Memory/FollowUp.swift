/// Makes a follow-up question stand alone, by its form.
package enum FollowUp {
  private static let pointers: Set<String> = [
    "it", "its", "they", "them", "their", "this", "that", "these", "those", "he", "she", "his", "her", "there", "one",
    "ones",
  ]
  private static let leads = [
    "and ", "what about", "how about", "and what about", "why", "why not", "more", "tell me more", "go on",
  ]

  /// `message`, with the question before it where the message alone says too little to search by.
  ///
  /// - Parameter history: the user's earlier messages, oldest first.
  package static func standalone(_ message: String, history: [String]) -> String {
    guard let last = history.last(where: { Words.lowercased($0).count >= 3 }) else { return message }
    let words = Words.lowercased(message)
    let lowered = words.joined(separator: " ")
    let pointsBack = words.contains { pointers.contains($0) } && words.count <= 12
    let leadsOn =
      leads.contains { lowered == $0 || lowered.hasPrefix($0 + ($0.hasSuffix(" ") ? "" : " ")) } && words.count <= 8
    return pointsBack || leadsOn || words.count <= 2 ? "\(last) \(message)" : message
  }
}
