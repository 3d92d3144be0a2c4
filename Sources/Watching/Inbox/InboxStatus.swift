package import Common
internal import Storage
internal import WebSources

/// How far an item is, as a small JSON file says it to the server and to people.
///
/// Without the file an item is queued. `sha256` is of the content that the status is about; when a dropped file has
/// another one, the status means nothing.
package struct InboxStatus: Equatable, Sendable {
  package enum State: String, Sendable {
    case processing
    case done
    case failed
  }

  var state: State
  /// For people: why it failed, what it is a duplicate of, what was noticed.
  var message: String?
  /// What the document with its content is called in the overlay, or in the base.
  var document: String?
  var digest: Digest

  package init(state: State, message: String? = nil, document: String? = nil, digest: Digest) {
    self.state = state
    self.message = message
    self.document = document
    self.digest = digest
  }

  /// The status in the file at `path`; `nil` when there is none that can be read.
  static func read(_ path: String) -> InboxStatus? {
    guard let bytes = try? readFile(path, limit: 1 << 20), let json = try? JSONValue(parsing: bytes),
      let state = json["status"]?.string.flatMap(State.init),
      let digest = json["sha256"]?.string.flatMap(Digest.init(hex:))
    else { return nil }
    return InboxStatus(
      state: state, message: json["message"]?.string, document: json["document"]?.string, digest: digest)
  }

  /// Writes the file, unless it says the same already.
  func write(to path: String, clock: any FetchClock) throws(SystemError) {
    guard Self.read(path) != self else { return }
    var members = [JSONValue.Member("status", .string(state.rawValue))]
    if let message { members.append(.init("message", .string(message))) }
    if let document { members.append(.init("document", .string(document))) }
    members.append(.init("updated", .string(clock.timestamp)))
    members.append(.init("sha256", .string(digest.hex)))
    let file = try AtomicFile(path: path)
    try file.write(JSONValue.object(members).serialized(.indented) + [10])
    try file.commit()
  }
}
