/// Lines in an article that only send the reader elsewhere ("Read more: …", "ADVERTISEMENT").
enum ReferenceLines {
  private static let openings = Openings([
    "related", "read more", "read also", "also read", "see more", "see also", "more:", "more on", "don't miss",
    "don’t miss", "watch:", "read:", "click here", "learn more", "must read", "recommended", "you may also",
    "you might also", "follow us", "like us", "sign up", "subscribe", "share this", "leggi anche", "lesen sie auch",
    "mehr zum thema", "lire aussi", "lea también", "leia também", "читайте также", "baca juga",
  ])
  private static let labels = Openings([
    "ad", "advert", "advertisement", "advertisements", "advertising", "anzeige", "publicité", "publicidad",
    "story continues below", "article continues below", "story continues below advertisement", "loading...",
  ])

  /// The longest line that is looked at, in UTF-8 bytes.
  private static let longest = 400

  /// Whether a run is such a line: a label for an advertisement, or with a link in it and opening like one, or all link
  /// and all capitals.
  static func contains(_ run: PageText.Run, _ tree: MarkupTree) -> Bool {
    guard run.bytes < longest, tree.tags[run.block].headingLevel == nil else { return false }
    guard run.linkBytes > 0 || run.bytes <= 40 else { return false }
    var text: [UInt8] = []
    for node in run.nodes where tree.tags[node] == .text { text += tree.pool[tree.text(node)] }
    let line = ASCII.collapse(text[...])
    let lower = line.map(ASCII.lower)
    if labels.contains(lower) { return true }
    guard run.linkBytes > 0 else { return false }
    if openings.begins(lower) { return true }
    return run.linkBytes * 10 >= run.bytes * 9 && run.bytes >= 12 && isCapitals(line)
  }

  private static func isCapitals(_ line: [UInt8]) -> Bool {
    line.contains { ASCII.isLetter($0) } && line.allSatisfy { ASCII.lower($0) == $0 ? !ASCII.isLetter($0) : true }
  }

  /// Beginnings of lines, in lower case.
  private struct Openings: Sendable {
    private let texts: [[UInt8]]

    init(_ texts: [String]) { self.texts = texts.map { Array($0.utf8) } }

    func begins(_ line: [UInt8]) -> Bool { texts.contains { line.starts(with: $0) } }
    func contains(_ line: [UInt8]) -> Bool { texts.contains(line) }
  }
}
