/// A pattern over paths with `/` between the parts.
///
/// - `*` any characters of one part, `?` one character of a part, `**` as a whole part any number of parts, also none;
/// - `[a-z]` one of the characters, `[!a-z]` none of them; `{a,b}` either text, also nested;
/// - `\` takes the next character as it is.
///
/// Matching is case-sensitive, one character is one Unicode scalar, and no Unicode forms are equal but the same bytes.
/// As in a shell, `*`, `?`, `**` and `[…]` do not match a dot at the start of a part.
package struct Glob: Sendable {
  /// What is wrong with a pattern.
  package struct Problem: Error, Equatable {
    /// Continues "the pattern `x` …".
    package var reason: String
    package var remedy: String
  }

  enum Token: Hashable, Sendable {
    case scalar(Unicode.Scalar)
    case any
    case star
    case oneOf([ClosedRange<UInt32>], isNegated: Bool)
  }

  enum Part: Hashable, Sendable {
    case anyDepth
    case tokens([Token])
  }

  /// The patterns without braces that stand for this one.
  let alternatives: [[Part]]
  /// Whether the pattern starts at the root.
  let isAbsolute: Bool

  private static let maximumAlternatives = 1000

  package init(_ pattern: String) throws(Problem) {
    let texts = try GlobParser.withoutBraces(Array(pattern.unicodeScalars), limit: Self.maximumAlternatives)
    let isAbsolute = pattern.hasPrefix("/")
    self.isAbsolute = isAbsolute
    if texts.contains(where: { ($0.first == "/") != isAbsolute }) {
      throw Problem(
        reason: "is absolute in some of its alternatives only", remedy: "split it into two patterns")
    }
    var alternatives: [[Part]] = []
    for text in texts { alternatives.append(try GlobParser.parts(text)) }
    self.alternatives = alternatives
  }

  /// Whether `path`, relative to where the pattern starts, matches.
  ///
  /// - Parameter hidden: whether `*`, `?`, `**` and `[…]` match a dot at the start of a part after all.
  package func matches(_ path: String, hidden: Bool = false) -> Bool {
    alternatives.contains { Self.matches($0, path, hidden: hidden) }
  }

  /// Whether the parts of one pattern match `path`.
  static func matches(_ pattern: [Part], _ path: String, hidden: Bool = false) -> Bool {
    matches(pattern[...], scalars(path)[...], allowsPrefix: false, hidden: hidden)
  }

  /// Whether something below `folder` may match.
  static func mayMatch(_ pattern: [Part], below folder: String) -> Bool {
    matches(pattern[...], scalars(folder)[...], allowsPrefix: true, hidden: false)
  }

  private static func scalars(_ path: String) -> [[Unicode.Scalar]] {
    path.split(separator: "/").map { Array($0.unicodeScalars) }
  }

  /// - Parameter allowsPrefix: whether parts of the pattern may be left over, at least one.
  private static func matches(
    _ pattern: ArraySlice<Part>, _ path: ArraySlice<[Unicode.Scalar]>, allowsPrefix: Bool, hidden: Bool
  ) -> Bool {
    var pattern = pattern
    var path = path
    // Where to go on when the rest fails: the last `**` takes one part more. Earlier ones need no second try.
    var retry: (pattern: ArraySlice<Part>, path: ArraySlice<[Unicode.Scalar]>)?
    while true {
      if let part = path.first {
        switch pattern.first {
        case .anyDepth?:
          // A `**` at the end, or one that takes a prefix, accepts whatever follows but hidden parts.
          retry = (pattern, path)
          pattern = pattern.dropFirst()
          continue
        case .tokens(let tokens)? where matches(tokens[...], part[...], hidden: hidden):
          pattern = pattern.dropFirst()
          path = path.dropFirst()
          continue
        default: break
        }
      } else if allowsPrefix ? !pattern.isEmpty : pattern.allSatisfy({ $0 == .anyDepth }) {
        return true
      } else if allowsPrefix, retry != nil {
        // The `**` can take all of the folder and leave the rest of the pattern for what is below.
        return true
      }
      guard let (again, from) = retry, let taken = from.first, hidden || taken.first != "." else { return false }
      retry = (again, from.dropFirst())
      pattern = again.dropFirst()
      path = from.dropFirst()
    }
  }

  /// One part of a path against one part of a pattern.
  private static func matches(
    _ pattern: ArraySlice<Token>, _ text: ArraySlice<Unicode.Scalar>, hidden: Bool
  ) -> Bool {
    if !hidden, text.first == ".", pattern.first != .scalar(".") { return false }
    var pattern = pattern
    var text = text
    var retry: (pattern: ArraySlice<Token>, text: ArraySlice<Unicode.Scalar>)?
    while true {
      if pattern.first == .star {
        pattern = pattern.dropFirst()
        retry = (pattern, text)
        continue
      }
      if let scalar = text.first, let token = pattern.first, token.accepts(scalar) {
        pattern = pattern.dropFirst()
        text = text.dropFirst()
        continue
      }
      if text.isEmpty, pattern.isEmpty { return true }
      guard let (again, from) = retry, !from.isEmpty else { return false }
      retry = (again, from.dropFirst())
      pattern = again
      text = from.dropFirst()
    }
  }
}

extension Glob.Token {
  func accepts(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .scalar(let own): own == scalar
    case .any: true
    case .star: false
    case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar.value) } != isNegated
    }
  }
}

extension [Glob.Part] {
  /// The text of the leading parts that match only themselves, and the parts after them.
  var split: (literal: [String], rest: [Glob.Part]) {
    var literal: [String] = []
    for part in self {
      guard case .tokens(let tokens) = part, let text = tokens.literal else { break }
      literal.append(text)
    }
    return (literal, Array(dropFirst(literal.count)))
  }
}

extension [Glob.Token] {
  /// The only text that these tokens match; `nil` when there are others.
  fileprivate var literal: String? {
    var text = ""
    for token in self {
      guard case .scalar(let scalar) = token else { return nil }
      text.unicodeScalars.append(scalar)
    }
    return text
  }
}
