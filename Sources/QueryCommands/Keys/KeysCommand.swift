package import ArgumentParser
internal import ChatServer
internal import Common
internal import Conversations
internal import Storage
internal import Terminal

/// `kbq keys`: the keys that programs call the API with.
package struct KeysCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Create, list and revoke API keys.",
    subcommands: [CreateKeyCommand.self, ListKeysCommand.self, RevokeKeyCommand.self])

  package init() {}
}

/// The database that keys and accounts are kept in.
struct AccountStoreOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The database; store.url.", valueName: "file or URL"))
  var store: String?

  @OptionGroup var configuration: ConfigurationOptions

  func open() throws -> ConversationStore { try opened().store }

  /// The database, and the settings that name it.
  func opened() throws -> (store: ConversationStore, settings: QueryConfiguration) {
    let settings = try configuration.load(store.map { ["store.url=\($0)"] } ?? [])
    guard let store = try openStore(settings.server.store) else {
      throw ValidationError("name the database with --store, store.url or DATABASE_URL")
    }
    return (store, settings)
  }
}

struct CreateKeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a key; it is shown once and kept only as a digest.")

  @Argument(help: "What the key is for.")
  var name: String

  @Option(
    name: .customLong("scope"), parsing: .singleValue,
    help: ArgumentHelp(
      "What the key opens: \(Scope.allCases.map(\.rawValue).joined(separator: ", ")); search and chat without it."))
  var scopes: [String] = []

  @Option(help: ArgumentHelp("Days until the key expires; without it never.", valueName: "count"))
  var days: Int?

  @OptionGroup var options: AccountStoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    for scope in scopes where Scope(rawValue: scope) == nil { throw ValidationError("there is no scope \(scope)") }
    if let days, !(1...36_500).contains(days) { throw ValidationError("--days is between 1 and 36,500") }
    guard !name.isEmpty, name.count <= 200 else { throw ValidationError("the name has 1 to 200 characters") }
  }

  func run() throws {
    let store = try options.open()
    let secret = Secrets.make(prefix: "kbq_")
    let now = store.now()
    let key = APIKey(
      id: ConversationStore.newID(), name: name, hint: String(secret.prefix(10)),
      scopes: scopes.isEmpty ? [Scope.search.rawValue, Scope.chat.rawValue] : scopes, created: now,
      expires: days.map { now.advanced(by: .seconds($0 * 86_400)) })
    try store.createKey(key, hash: Secrets.digest(secret))
    if output.isJSON {
      try StandardStream.output.write(.object([.init("key", .string(secret))] + (key.json.members ?? [])))
    } else {
      try StandardStream.output.write("\(secret)\n")
      try StandardStream.errors.write("Keep the key now; it cannot be shown again.\n")
    }
  }
}

struct ListKeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List keys without their secrets.")

  @OptionGroup var options: AccountStoreOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let store = try options.open()
    let keys = try store.keys()
    if output.isJSON { return try StandardStream.output.write(["keys": .array(keys.map(\.json))]) }
    let now = store.now()
    for key in keys {
      let state = key.isValid(at: now) ? "good" : key.revoked != nil ? "revoked" : "expired"
      let used = key.lastUsed.map { "last used \($0.day)" } ?? "never used"
      try StandardStream.output.write(
        "\(key.hint)…  \(state)  \(key.scopes.joined(separator: ","))  \(used)  \(key.name)\n")
    }
  }
}

struct RevokeKeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Revoke a key; servers take notice within five seconds.")

  @Argument(help: "The key's id or its first ten characters, as list shows them.")
  var key: String

  @OptionGroup var options: AccountStoreOptions

  func run() throws {
    let name = key.hasPrefix("kbq_") ? String(key.prefix(10)) : key
    guard try options.open().revokeKey(name) else { throw ValidationError("there is no such key that is still good") }
  }
}

extension APIKey {
  fileprivate var json: JSONValue {
    .object([
      "id": .string(id), "name": .string(name), "hint": .string(hint),
      "scopes": .array(scopes.map(JSONValue.string)), "created": .string("\(created)"),
      "expires": expires.map { .string("\($0)") } ?? .null, "lastUsed": lastUsed.map { .string("\($0)") } ?? .null,
      "revoked": revoked.map { .string("\($0)") } ?? .null,
    ])
  }
}
