package import Common
internal import Storage

/// A key or password. It shows itself nowhere: not when printed, not when interpolated, not in a mirror.
package struct Secret: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let value: String

  /// `nil` for a text that is empty but for white space, which surrounds what is read from files.
  package init?(_ text: String) {
    let trimmed = text.trimmingSpace
    guard !trimmed.isEmpty else { return nil }
    value = trimmed
  }

  /// The key itself, for the one header that it is meant for.
  package var exposed: String { value }

  package var description: String { "[secret]" }
  package var debugDescription: String { "[secret]" }
  package var customMirror: Mirror { Mirror(self, children: [:]) }

  /// `text` with the secret taken out, for messages that a server may have put it into.
  package func redacted(from text: String) -> String {
    // Services quote keys shortened: `sk-ab…wxyz`. The first part alone must not pass either.
    var result = text.replacing(value, with: "[secret]")
    if value.utf8.count >= 16 { result = result.replacing(value.prefix(8), with: "[secret]") }
    return result
  }

  /// The secret in a file, as secrets are mounted into containers.
  package static func reading(_ path: String) throws(SystemError) -> Secret? {
    Secret(String(decoding: try readFile(path, limit: 64 << 10), as: UTF8.self))
  }
}

extension String {
  /// Without ASCII white space at both ends.
  package var trimmingSpace: String {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    guard let first = utf8.firstIndex(where: { !isSpace($0) }), let last = utf8.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(self[first...last])
  }
}
