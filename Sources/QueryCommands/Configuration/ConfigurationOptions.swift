internal import ArgumentParser
internal import ChatServer
internal import Conversations
internal import FoundationEssentials
internal import Storage

/// Where settings come from: `@OptionGroup var configuration: ConfigurationOptions`.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Settings as YAML, otherwise KBQ_CONFIG; see docs/operations.md.", valueName: "file"))
  var config: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "One setting, as in server.listen=127.0.0.1:9000; stronger than the file and KBQ_… variables.",
      valueName: "name=value"))
  var assignments: [String] = []

  /// The settings; `further` are the values of a command's own options, which win.
  func load(_ further: [String] = []) throws -> QueryConfiguration {
    try QueryConfiguration.load(
      path: file, assignments: assignments + further, environment: ProcessInfo.processInfo.environment)
  }

  /// The file that is read, which messages name; `nil` where there is none.
  var file: String? { config ?? environmentVariable("KBQ_CONFIG").flatMap { $0.isEmpty ? nil : $0 } }
}

/// Opens the database that the settings name; `nil` when they name none.
func openStore(_ settings: StoreSettings) throws -> ConversationStore? {
  guard let url = settings.url else { return nil }
  return ConversationStore(try openDatabase(url))
}
