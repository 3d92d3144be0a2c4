/// Groups of emoji and emoticons that say the same. The lexicon knows each group as one feature, `<joy>` and so on, so
/// that rare members share what the common ones taught.
package enum ExpressiveSign: String, CaseIterable {
  case joy, laugh, love, approve, wink, sad, angry, fear, surprise, disgust, think, skeptical

  private var emoji: String {
    switch self {
    case .joy: "😀😃😄😁😊☺🙂😌😇🥳🎉🎊🙌💃🕺😋🤗😺😸✨🌞🍻🥂🎶😎🤩💯💪🏆🌟"
    case .laugh: "😂🤣😆😹😅"
    case .love: "❤♥💕💖💗💓💞💘💝💜💙💚💛🧡🖤🤍💟😍😘🥰😻💋😚😙😗"
    case .approve: "👍👏🙏👌🤝✌🤞🫶✅✔"
    case .sad: "😢😭😞😔☹🙁😟😥😓😿💔😩😫🥺😣😖😪"
    case .angry: "😠😡🤬👿💢😤🖕"
    case .fear: "😨😰😱😧😦😬"
    case .surprise: "😮😲😯🤯😳"
    case .disgust: "🤢🤮😒🙄🤦👎😑🤡"
    case .think: "🤔🤷🧐😐😶🤨😕🙃"
    case .wink, .skeptical: ""
    }
  }

  private var emoticons: String {
    switch self {
    case .joy: ":) :-) (: =) :] ^^ ^_^"
    case .laugh: ":D :-D =D xD XD"
    case .love: "<3"
    case .wink: ";) ;-) ;D ;P :P :-P :p :-p"
    case .sad: ":( :-( ): =( :'( :'-( :[ </3 ;_;"
    case .angry: ">:( >:-("
    case .skeptical: ":/ :-/ :\\ :-\\ :| :-| -_-"
    case .surprise: ":O :-O :o :-o o_O O_o O_O o_o"
    case .approve, .fear, .disgust, .think: ""
    }
  }

  /// The name of the group's feature.
  package var feature: [UInt8] { Array("<\(rawValue)>".utf8) }

  private static let groups: [UInt32: ExpressiveSign] = {
    var groups: [UInt32: ExpressiveSign] = [:]
    for sign in allCases {
      for scalar in sign.emoji.unicodeScalars { groups[scalar.value] = sign }
    }
    return groups
  }()

  /// The longest first.
  private static let spellings: [(scalars: [UInt32], sign: ExpressiveSign)] = {
    var spellings: [(scalars: [UInt32], sign: ExpressiveSign)] = []
    for sign in allCases {
      for text in sign.emoticons.split(separator: " ") {
        spellings.append((text.unicodeScalars.map(\.value), sign))
      }
    }
    return spellings.sorted { left, right in
      left.scalars.count != right.scalars.count
        ? left.scalars.count > right.scalars.count : left.scalars.lexicographicallyPrecedes(right.scalars)
    }
  }()

  private static let spellingStarts = Set(spellings.map { $0.scalars[0] })

  /// The group of an emoji; `nil` for every other character.
  static func emoji(_ scalar: UInt32) -> ExpressiveSign? { scalar < 0x80 ? nil : groups[scalar] }

  /// The emoticon that begins at `index`, and its length in scalars. One that ends in a letter is none within a word.
  static func emoticon(in text: [UInt32], at index: Int) -> (sign: ExpressiveSign, length: Int)? {
    guard spellingStarts.contains(text[index]) else { return nil }
    for (scalars, sign) in spellings where text[index...].starts(with: scalars) {
      let end = index + scalars.count
      let runsOn = end < text.count && MessageScalar.isWord(text[end]) && MessageScalar.isWord(text[end - 1])
      if !runsOn { return (sign, scalars.count) }
    }
    return nil
  }
}
