internal import Common
package import LanguageModels
internal import Storage

/// A server of the Model Context Protocol (2025-06-18): a child that speaks on its standard streams, or one on the web.
///
/// It is untrusted in what it says: messages have a size limit, every wait has a time limit, and a server that ends or
/// speaks something else is an error of the call that waits for it. The next call starts or greets it again.
package actor ToolServer {
  /// Bytes of one message.
  static let messageLimit = 4 << 20
  /// Tools of one server, and pages that they are listed on.
  static let toolLimit = 128
  static let pageLimit = 16

  package nonisolated let settings: ToolServerSettings
  private let environment: @Sendable (String) -> String?
  private let time: TimeSource
  private var connection: Connection?
  private var starting: Task<Connection, any Error>?

  /// - Parameter environment: the value of a variable of this process.
  package init(
    _ settings: ToolServerSettings, environment: @escaping @Sendable (String) -> String?, time: TimeSource = .system
  ) {
    self.settings = settings
    self.environment = environment
    self.time = time
  }

  /// Starts the server and asks for its tools.
  ///
  /// - Throws: `ToolError`, in words for people.
  package func definitions() async throws -> [ToolDefinition] {
    var definitions: [ToolDefinition] = []
    var cursor: JSONValue?
    for _ in 0..<Self.pageLimit {
      let result = try await request(
        "tools/list", cursor.map { ["cursor": $0] } ?? .object([]), within: settings.startTimeout)
      for tool in result["tools"]?.array ?? [] {
        guard let name = tool["name"]?.string, settings.tools.isEmpty || settings.tools.contains(name) else { continue }
        guard definitions.count < Self.toolLimit else { return definitions }
        definitions.append(
          ToolDefinition(
            name: name, summary: Self.line(tool["description"]?.string ?? name),
            parameters: tool["inputSchema"] ?? ["type": "object"]))
      }
      cursor = result["nextCursor"]
      if cursor?.string == nil { break }
    }
    return definitions
  }

  /// One line of at most 1,000 characters, so that a description cannot pretend to be a part of the prompt.
  private static func line(_ text: String) -> String {
    String(text.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ").prefix(1_000))
  }

  /// What a tool gives back: its texts, a line apart.
  ///
  /// - Throws: `ToolError`, also where the tool itself reports one.
  func call(_ tool: String, _ arguments: JSONValue) async throws -> String {
    let result = try await request(
      "tools/call", ["name": .string(tool), "arguments": arguments], within: settings.timeout)
    var texts: [String] = []
    for part in result["content"]?.array ?? [] {
      switch part["type"]?.string {
      case "text": texts.append(part["text"]?.string ?? "")
      case "resource": texts.append(part["resource"]?["text"]?.string ?? part["resource"]?["uri"]?.string ?? "")
      case "resource_link": texts.append(part["uri"]?.string ?? "")
      case let other: texts.append("(\(other ?? "something") that is no text)")
      }
    }
    if texts.isEmpty, let structured = result["structuredContent"] {
      texts.append(String(decoding: structured.serialized(), as: UTF8.self))
    }
    let text = texts.joined(separator: "\n")
    if result["isError"] == true { throw ToolError("the tool reports an error", quote: String(text.prefix(500))) }
    return text
  }

  /// Ends the server, or the session with it; that is over when this returns.
  package func stop() async {
    let ended = connection
    connection = nil
    await ended?.close()
  }

  /// - Throws: `ToolError`, which names the server.
  private func request(_ method: String, _ parameters: JSONValue, within limit: Duration) async throws -> JSONValue {
    do {
      do {
        return try await ready().request(method, parameters, within: limit, time)
      } catch let error as LinkError where error.isUnsent {
        return try await ready().request(method, parameters, within: limit, time)
      }
    } catch let error as LinkError {
      throw ToolError("the tool server `\(settings.name)` \(error.reason)", quote: error.quote)
    }
  }

  /// The connection, made anew where the last one has ended; callers at the same time share one start.
  private func ready() async throws -> Connection {
    if let connection, connection.isOpen { return connection }
    if let starting { return try await starting.value }
    let (settings, environment, time) = (settings, environment, time)
    let task = Task { try await Self.started(settings, environment, time) }
    starting = task
    defer { starting = nil }
    let made = try await task.value
    connection = made
    return made
  }

  private static func started(
    _ settings: ToolServerSettings, _ environment: (String) -> String?, _ time: TimeSource
  ) async throws -> Connection {
    let connection = Connection(try link(to: settings, environment))
    do {
      _ = try await connection.request(
        "initialize",
        [
          "protocolVersion": "2025-06-18", "capabilities": .object([]),
          "clientInfo": ["name": "almanac", "version": "1"],
        ], within: settings.startTimeout, time)
      try await connection.notify("notifications/initialized")
    } catch {
      await connection.close()
      if let refusal = error as? ToolError { throw LinkError(reason: "refuses to start", quote: refusal.quote) }
      throw error
    }
    return connection
  }

  private static func link(
    to settings: ToolServerSettings, _ environment: (String) -> String?
  ) throws -> any ToolServerLink {
    if let url = settings.url { return WebLink(url, key: try key(of: settings, environment)) }
    let names = ["PATH", "HOME", "LANG", "TMPDIR"] + settings.environment
    let variables = names.compactMap { name in environment(name).map { "\(name)=\($0)" } }
    do {
      return ProgramLink(try ChildProcess(settings.command, environment: variables), grace: settings.stopTimeout)
    } catch {
      throw LinkError(reason: "is not there: \(error)")
    }
  }

  private static func key(of settings: ToolServerSettings, _ environment: (String) -> String?) throws -> Secret? {
    var key: Secret?
    if let file = settings.keyFile {
      do {
        key = try Secret.reading(file)
      } catch {
        throw LinkError(reason: "has a key that cannot be read: \(error)")
      }
    } else if let name = settings.keyVariable {
      key = environment(name).flatMap { Secret($0) }
    } else {
      return nil
    }
    // Without the key that it was given the server would be asked as somebody else.
    guard let key else {
      throw LinkError(
        reason: "has no key; set \(settings.keyFile.map { "one in \($0)" } ?? settings.keyVariable ?? "")")
    }
    return key
  }
}
