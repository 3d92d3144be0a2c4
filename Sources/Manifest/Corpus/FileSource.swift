/// `files`: documents in the file system, one a file.
package struct FileSource: Hashable, Sendable {
  /// Globs, relative to the manifest or absolute; see `Glob`.
  package var patterns: [Located<String>]
  /// Globs of files that are left out.
  package var exclude: [Located<String>]
  /// Tried in order on encrypted documents.
  package var passwords: [Secret]

  package init(patterns: [Located<String>], exclude: [Located<String>] = [], passwords: [Secret] = []) {
    self.patterns = patterns
    self.exclude = exclude
    self.passwords = passwords
  }
}

/// `qa`: curated questions and answers in YAML.
package struct QuestionSource: Hashable, Sendable {
  /// Globs, relative to the manifest or absolute.
  package var patterns: [Located<String>]

  package init(patterns: [Located<String>]) {
    self.patterns = patterns
  }
}

/// A password or token: written in the manifest, or taken from the environment when it is needed.
///
/// The value never reaches a bundle, a digest or a message.
package enum Secret: Hashable, Sendable, CustomStringConvertible {
  case plain(String)
  /// The name of an environment variable.
  case environment(String)

  package var description: String {
    switch self {
    case .plain: "(hidden)"
    case .environment(let name): "${\(name)}"
    }
  }
}
