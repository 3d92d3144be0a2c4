package import ArgumentParser
internal import Common
internal import Settings
internal import Storage
internal import Terminal

/// `kbq config`: which settings are in force, and which there are.
package struct ConfigCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check settings and show those in force; secrets are hidden.")

  @Flag(help: "Print the table of all settings as Markdown instead.")
  var table = false

  @Flag(help: "Print the JSON Schema of the file instead, for editors.")
  var schema = false

  @OptionGroup var options: ConfigurationOptions

  package init() {}

  package func run() throws {
    if table { return try StandardStream.output.write(Self.markdown) }
    if schema { return try StandardStream.output.write(Self.jsonSchema) }
    let settings = try options.load()
    let values = QueryConfiguration.table.represent(settings)
    try StandardStream.output.write(Self.hidden(values, path: []))
  }

  static var jsonSchema: JSONValue {
    JSONSchema.document(
      id: "urn:almanac:schema:kbq:1", title: "kbq.yaml", summary: QueryConfiguration.table.summary,
      QueryConfiguration.table.schema(defaults: QueryConfiguration()))
  }

  /// One line a setting: its name, the variable that sets it, the default and what it is.
  static var markdown: String {
    var text = "| setting | environment | default | meaning |\n|---|---|---|---|\n"
    for setting in QueryConfiguration.descriptions {
      let standard = setting.standard.map { "`\(String(decoding: $0.serialized(), as: UTF8.self))`" } ?? ""
      let variable = setting.variable(prefix: QueryConfiguration.prefix)
      text += "| `\(setting.name)` | `\(variable)` | \(standard) | \(setting.summary) |\n"
    }
    return text
  }

  private static func hidden(_ value: JSONValue, path: [String]) -> JSONValue {
    if QueryConfiguration.secrets.contains(path.joined(separator: ".")), value.string != nil { return "[hidden]" }
    guard let members = value.members else { return value }
    return .object(members.map { .init($0.name, hidden($0.value, path: path + [$0.name])) })
  }
}
