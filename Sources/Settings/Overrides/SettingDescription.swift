package import Common

/// One value that may be set: what the table of settings in the documentation is made from.
package struct SettingDescription: Equatable, Sendable {
  /// The keys that lead to it, outermost first.
  package var path: [String]
  package var summary: String
  package var schema: JSONValue
  /// `nil`: there is no default.
  package var standard: JSONValue?

  package init(path: [String], summary: String, schema: JSONValue, standard: JSONValue? = nil) {
    self.path = path
    self.summary = summary
    self.schema = schema
    self.standard = standard
  }

  /// As it is written in messages and after `--set`: `server.listen`.
  package var name: String { path.joined(separator: ".") }

  /// The environment variable that sets it: `KBQ_SERVER_LISTEN` for the prefix `KBQ`.
  package func variable(prefix: String) -> String {
    prefix + "_"
      + name.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
  }
}
