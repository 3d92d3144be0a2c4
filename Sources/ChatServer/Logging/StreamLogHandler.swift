internal import Common
internal import Conversations
internal import Glibc
package import Logging

/// Log lines on standard error: one JSON object each, or text for people.
package struct LineLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level
  private let label: String
  private let isJSON: Bool
  private let write: @Sendable (String) -> Void

  /// - Parameter write: where a line with its newline goes.
  package init(
    label: String, level: Logger.Level, isJSON: Bool, write: @escaping @Sendable (String) -> Void = Self.standardError
  ) {
    self.label = label
    logLevel = level
    self.isJSON = isJSON
    self.write = write
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var all = metadata
    for (key, value) in event.metadata ?? [:] { all[key] = value }
    let members = all.sorted { $0.key < $1.key }
    if isJSON {
      var line: [JSONValue.Member] = [
        .init("time", .string("\(Timestamp.now)")), .init("level", .string(event.level.rawValue)),
        .init("logger", .string(label)), .init("message", .string("\(event.message)")),
      ]
      for (key, value) in members { line.append(.init(Self.name(key), Self.json(value))) }
      write(String(decoding: JSONValue.object(line).serialized(), as: UTF8.self) + "\n")
    } else {
      let extra = members.map { " \(Self.name($0.key))=\($0.value)" }.joined()
      let line = "\(Timestamp.now) \(event.level.rawValue) \(event.message)\(extra)"
      // Nothing that a caller sends may begin a line of its own or move the cursor.
      write(String(String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 32 ? " " : $0 })) + "\n")
    }
  }

  /// The server's own name for the id that its HTTP library gives.
  private static func name(_ key: String) -> String { key == "hb.request.id" ? "connection_request" : key }

  private static func json(_ value: Logger.MetadataValue) -> JSONValue {
    switch value {
    case .string(let text): .string(text)
    case .stringConvertible(let value as Int): .integer(value)
    case .stringConvertible(let value as Double): .number(value)
    case .stringConvertible(let value): .string("\(value)")
    case .array(let values): .array(values.map(json))
    case .dictionary(let values): .object(values.sorted { $0.key < $1.key }.map { .init($0.key, json($0.value)) })
    }
  }

  /// One system call a line, so that lines of several threads do not mix.
  package static let standardError: @Sendable (String) -> Void = { line in
    let bytes = Array(line.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
  }
}
