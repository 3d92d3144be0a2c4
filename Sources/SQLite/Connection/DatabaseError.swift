package import Common

/// The database failed or refused.
package struct DatabaseError: ReportableError, Equatable, CustomStringConvertible {
  package enum Code: String, Equatable, Sendable {
    /// The file or the server cannot be reached.
    case unavailable
    /// Someone else holds the lock for too long.
    case busy
    /// A rule of the schema is broken: a value that must be unique, a reference to nothing.
    case constraint
    /// The disk is full.
    case full
    /// The file is no database, damaged, or of a newer version of this program.
    case unreadable
    /// Anything else; `message` has the database's words.
    case failed
  }

  package var code: Code
  package var message: String
  /// The file, or the server without its password.
  package var place: String

  package init(_ code: Code, _ message: String, place: String) {
    self.code = code
    self.message = message
    self.place = place
  }

  package var description: String { "\(place): \(message)" }
  package var exitStatus: ExitStatus { .service }

  package var diagnostics: [Diagnostic] {
    let remedy: String? =
      switch code {
      case .unavailable: "check the path, its permissions, or that the database server runs"
      case .busy: "try again; another process holds the database"
      case .full: "make room on the disk"
      case .unreadable: "name another database, or use the program that made this one"
      case .constraint, .failed: nil
      }
    return [
      Diagnostic(.error, "database-\(code.rawValue)", at: SourceLocation(file: place), message, remedy: remedy)
    ]
  }
}
