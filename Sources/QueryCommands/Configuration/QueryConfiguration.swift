internal import Agent
internal import ChatServer
internal import Common
internal import LanguageModels
internal import Settings

/// All settings of `kbq`: one file, in which each module has its sections.
struct QueryConfiguration: Equatable, Sendable {
  /// The version of the file's language.
  var almanac = 1
  var server = ServerSettings()
  var models = ModelSettings()
  var agent = AgentConfiguration()

  /// The prefix of the environment's variables.
  static let prefix = "KBQ"

  static let table = FieldTable<QueryConfiguration>(
    "How kbq runs",
    [Field("almanac", \.almanac, .integer(1...1), "the version of the file's language, 1")]
      + ServerSettings.table.fields(of: \.server)
      + [
        Field(table: "models", \.models, ModelSettings.table, defaults: ModelSettings()),
        Field(table: "agent", \.agent, AgentConfiguration.table, defaults: AgentConfiguration()),
      ])

  /// Settings whose values are never shown.
  static let secrets: Set<String> = ["security.token-secret", "security.sealing-key", "store.url"]

  static var descriptions: [SettingDescription] { table.descriptions(defaults: QueryConfiguration()) }

  /// Reads the file, then the environment, then what the command line sets.
  ///
  /// - Throws: everything that is wrong, at once.
  static func load(path: String?, assignments: [String], environment: [String: String]) throws -> QueryConfiguration {
    var diagnostics: [Diagnostic] = []
    var overrides = SettingOverride.environment(environment, prefix: prefix, settings: descriptions)
    // The name that platforms give to the database's address.
    if let url = environment["DATABASE_URL"] {
      overrides.insert(SettingOverride(path: ["store", "url"], text: url, origin: "DATABASE_URL"), at: 0)
    }
    for assignment in assignments {
      if let override = SettingOverride(assignment: assignment) {
        overrides.append(override)
      } else {
        diagnostics.append(
          Diagnostic(
            .error, "invalid-assignment", "--set needs a name and a value, not \"\(assignment)\"",
            remedy: "write it as in --set server.listen=127.0.0.1:9000"))
      }
    }
    let loaded = table.settings(
      path: path, overrides: overrides, defaults: QueryConfiguration(), noun: "configuration")
    diagnostics += loaded.diagnostics
    guard let settings = loaded.settings, !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    return settings
  }
}
