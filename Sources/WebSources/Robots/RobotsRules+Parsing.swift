extension RobotsRules {
  /// Rules a group at most: what a hostile file may cost.
  private static let maximumRules = 10_000

  /// Reads a robots.txt for the crawler with the product token `agent` ("almanac").
  ///
  /// All groups that name the crawler count together, else all for `*`. A line that is no rule means nothing.
  package init(parsing bytes: [UInt8], agent: String) {
    let agent = agent.lowercased()
    var own = RobotsRules()
    var others = RobotsRules()
    var hasOwn = false
    // The agents of the group that is being read, and whether its rules have begun.
    var isOwn = false
    var isOthers = false
    var hasRules = true
    var input = bytes.prefix(Self.maximumSize)
    if input.starts(with: [0xEF, 0xBB, 0xBF]) { input = input.dropFirst(3) }
    for line in input.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      let content = line.prefix { $0 != UInt8(ascii: "#") }
      guard let colon = content.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let key = String(decoding: Self.trimmed(content[..<colon]), as: UTF8.self).lowercased()
      let value = Self.trimmed(content[(colon + 1)...])
      switch key {
      case "user-agent":
        if hasRules { (isOwn, isOthers, hasRules) = (false, false, false) }
        let name = Self.productToken(String(decoding: value, as: UTF8.self))
        if name == agent {
          isOwn = true
          hasOwn = true
        } else if value.first == UInt8(ascii: "*") {
          isOthers = true
        }
      case "allow", "disallow":
        hasRules = true
        // An empty rule matches nothing.
        guard let first = value.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "*") else { break }
        let rule = Rule(allows: key == "allow", pattern: Self.normalized(value))
        if isOwn, own.rules.count < Self.maximumRules { own.rules.append(rule) }
        if isOthers, others.rules.count < Self.maximumRules { others.rules.append(rule) }
      case "crawl-delay":
        hasRules = true
        guard let seconds = Double(String(decoding: value, as: UTF8.self)), seconds >= 0, seconds.isFinite else {
          break
        }
        if isOwn { own.crawlDelay = own.crawlDelay ?? seconds }
        if isOthers { others.crawlDelay = others.crawlDelay ?? seconds }
      default: break
      }
    }
    self = hasOwn ? own : others
  }

  /// The name by which robots.txt knows a crawler: the letters, `-` and `_` that its user agent begins with (§2.2.1).
  package static func productToken(_ userAgent: String) -> String {
    let token = userAgent.utf8.prefix { (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x5F }
    return String(decoding: Array(token), as: UTF8.self).lowercased()
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    return bytes
  }
}
