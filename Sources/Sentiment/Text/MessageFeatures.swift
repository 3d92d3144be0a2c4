/// The features of a message with their strengths, in the order in which they first come.
///
/// A feature is present once, with its greatest strength: 1, more after an amplifier or in capitals, less after a
/// diminisher, turned around and weakened within three words after a negation, up to the end of the clause.
package struct MessageFeatures {
  package static let negated: Float = -0.4
  package static let negationReach = 3
  package static let amplified: Float = 1.5
  package static let diminished: Float = 0.6
  package static let capitals: Float = 1.3
  /// Features from which strengths are scaled down, so that a long message is no louder than a short one.
  package static let loudness = 24

  package private(set) var features: [MessageFeature] = []
  private var places: [[UInt8]: Int] = [:]

  package init(_ text: String) {
    let tokens = MessageTokenizer.tokens(of: text)
    // A text all in capitals stresses nothing.
    let isMixed = tokens.contains { $0.isWord && !$0.isCapitals && $0.name.count > 1 }
    var reach = 0
    var boost: Float = 1
    for token in tokens {
      guard token.isWord else {
        if token.endsClause { reach = 0 }
        boost = 1
        add(token, 1)
        continue
      }
      var strength = boost * (token.isCapitals && isMixed ? Self.capitals : 1)
      if reach > 0 {
        reach -= 1
        strength *= Self.negated
      }
      add(token, strength)
      boost = 1
      switch WordRole(of: token.name) {
      case .negation: reach = Self.negationReach
      case .amplifier: boost = Self.amplified
      case .diminisher: boost = Self.diminished
      case nil: break
      }
    }
    if features.count > Self.loudness {
      let scale = Float(Self.loudness) / Float(features.count)
      for index in features.indices { features[index].strength *= scale }
    }
  }

  private mutating func add(_ token: MessageToken, _ strength: Float) {
    if let place = places[token.name] {
      if strength.magnitude > features[place].strength.magnitude { features[place].strength = strength }
    } else {
      places[token.name] = features.count
      features.append(MessageFeature(name: token.name, isWord: token.isWord, strength: strength))
    }
  }
}
