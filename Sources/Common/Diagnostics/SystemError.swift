/// The world failed: a file that cannot be read, a disk that is full, a worker that does not start.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of thing failed; it decides the exit code.
  package enum Code: String, Hashable, Sendable {
    case notFound
    case permissionDenied
    case noSpace
    case inputOutput
    case invalidArgument
    case processFailed
  }

  package var code: Code
  /// What failed and what to do about it.
  package var message: String
  /// The path or name of what failed.
  package var place: String?
  /// The system's own words, for example the text of `errno`.
  package var cause: String?

  package init(_ code: Code, _ message: String, place: String? = nil, cause: String? = nil) {
    self.code = code
    self.message = message
    self.place = place
    self.cause = cause
  }

  package var description: String {
    var text = place.map { "\($0): " } ?? ""
    text += message
    if let cause { text += " (\(cause))" }
    return text
  }
}
