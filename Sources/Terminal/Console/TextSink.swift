package import Common
package import Storage
internal import Synchronization

/// Takes text for people or programs: a standard stream, or memory in tests.
package protocol TextSink: Sendable {
  func write(_ text: String) throws(SystemError)
}

extension StandardStream: TextSink {
  package func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }
}

/// Keeps what was written.
package final class MemorySink: TextSink {
  private let state = Mutex("")

  package init() {}

  package var text: String { state.withLock { $0 } }

  package func write(_ text: String) { state.withLock { $0 += text } }
}

extension TextSink {
  /// Writes a value as JSON with two spaces an indent and a final newline.
  package func write(_ value: JSONValue) throws(SystemError) {
    try write(String(decoding: value.serialized(.indented), as: UTF8.self) + "\n")
  }
}

/// How text for people is shown on a stream.
package struct TextStyle: Equatable, Sendable {
  /// Whether to use ANSI escape sequences (ECMA-48, select graphic rendition).
  package var hasColour: Bool

  package static let plain = TextStyle(hasColour: false)
  package static let coloured = TextStyle(hasColour: true)

  package init(hasColour: Bool) { self.hasColour = hasColour }

  /// Colour on a terminal that is not dumb, unless `NO_COLOR` is set to anything (no-color.org).
  package init(for stream: StandardStream) {
    let forbidden = environmentVariable("NO_COLOR").map { !$0.isEmpty } ?? false
    hasColour = stream.isTerminal && !forbidden && environmentVariable("TERM") != "dumb"
  }

  package func bold(_ text: String) -> String { marked(text, "1") }
  package func dim(_ text: String) -> String { marked(text, "2") }
  package func red(_ text: String) -> String { marked(text, "1;31") }
  package func yellow(_ text: String) -> String { marked(text, "1;33") }

  private func marked(_ text: String, _ code: String) -> String {
    hasColour && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

extension String {
  /// The text with a space for each control character, which could move a terminal's cursor or change its title:
  /// names and reasons come from untrusted files.
  package var printable: String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    }
    guard unicodeScalars.contains(where: isControl) else { return self }
    var safe = ""
    for scalar in unicodeScalars { safe.unicodeScalars.append(isControl(scalar) ? " " : scalar) }
    return safe
  }
}
