/// The text of a message, parted into what its author wrote and what is quoted.
enum MailText {
  /// Lines in a row that are quoted, or are not.
  struct Piece: Equatable {
    var text: String
    var isQuote: Bool
  }

  /// - Parameter isFlowed: whether lines that end in a space go on in the next (RFC 3676).
  static func pieces(of text: String, isFlowed: Bool) -> [Piece] {
    var pieces: [Piece] = []
    var goesOn = false
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      var rest = line
      var isQuote = false
      while rest.first == ">" {
        isQuote = true
        rest = rest.dropFirst()
        if rest.first == " " { rest = rest.dropFirst() }
      }
      if isFlowed, !isQuote, rest.first == " " { rest = rest.dropFirst() }
      // What follows this line is the sender's signature.
      let isSignature = rest == "-- "
      if let last = pieces.indices.last, pieces[last].isQuote == isQuote {
        pieces[last].text += (goesOn ? "" : "\n") + rest
      } else {
        pieces.append(Piece(text: String(rest), isQuote: isQuote))
      }
      goesOn = isFlowed && rest.hasSuffix(" ") && !isSignature
    }
    return pieces
  }
}
