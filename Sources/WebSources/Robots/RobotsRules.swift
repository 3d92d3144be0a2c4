/// What a site's robots.txt allows one crawler (RFC 9309).
package struct RobotsRules: Equatable, Sendable {
  /// Bytes of a robots.txt that are read; the standard asks for 500 KiB at least.
  package static let maximumSize = 512 << 10

  struct Rule: Equatable, Sendable {
    var allows: Bool
    /// In the form that `RobotsRules.normalized` gives.
    var pattern: [UInt8]
  }

  var rules: [Rule] = []
  /// Seconds between two requests that the site asks for; no part of the standard, but wide-spread.
  package var crawlDelay: Double?

  /// Allows everything: the site has no robots.txt, or says that it has none (a status of 400 to 499).
  package static let allowingAll = RobotsRules()
  /// Allows nothing: the robots.txt cannot be reached (RFC 9309, §2.3.1.4).
  package static let allowingNothing = RobotsRules(rules: [Rule(allows: false, pattern: [UInt8(ascii: "/")])])

  /// Whether `target` (path and query) may be fetched: the longest rule that matches decides, an allowing one before a
  /// forbidding one of the same length (§2.2.2).
  package func allows(_ target: String) -> Bool {
    if target == "/robots.txt" { return true }
    let path = Self.normalized(Array(target.utf8)[...])
    var best: Rule?
    for rule in rules where Self.matches(rule.pattern, path) {
      guard let current = best else {
        best = rule
        continue
      }
      if rule.pattern.count > current.pattern.count || rule.pattern.count == current.pattern.count && rule.allows {
        best = rule
      }
    }
    return best?.allows ?? true
  }

  /// Bytes that need no escape as themselves, all others as upper-case escapes (§2.2.2).
  static func normalized(_ bytes: ArraySlice<UInt8>) -> [UInt8] { WebAddress.escaped(bytes) }

  /// `*` is any bytes, `$` at the end is the end; the pattern need not reach the end otherwise.
  ///
  /// - Complexity: O(pattern × path).
  static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
    var pattern = pattern[...]
    let isAnchored = pattern.last == UInt8(ascii: "$")
    if isAnchored { pattern = pattern.dropLast() }
    var (p, t) = (pattern.startIndex, 0)
    var retry: (pattern: Int, text: Int)?
    while true {
      if p == pattern.endIndex, !isAnchored || t == path.count { return true }
      if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
        p += 1
        retry = (p, t)
      } else if p < pattern.endIndex, t < path.count, pattern[p] == path[t] {
        p += 1
        t += 1
      } else if let (again, from) = retry, from < path.count {
        retry = (again, from + 1)
        p = again
        t = from + 1
      } else {
        return false
      }
    }
  }
}
