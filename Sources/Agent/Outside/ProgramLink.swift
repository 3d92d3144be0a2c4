internal import Common
internal import Dispatch
internal import Storage

/// A tool server that runs as a child: one message a line on its standard streams (MCP's stdio transport).
///
/// The child is read, written and ended on threads of their own, for all three wait. It ends with this value.
final class ProgramLink: ToolServerLink {
  private let process: ChildProcess
  private let grace: Duration
  private let writer = DispatchQueue(label: "almanac.tools.write")
  private let ender = DispatchQueue(label: "almanac.tools.end")

  /// - Parameter grace: from being asked to end until it is killed.
  init(_ process: ChildProcess, grace: Duration) {
    self.process = process
    self.grace = grace
  }

  deinit { ender.async { [process, grace] in process.end(grace: grace) } }

  func open(receive: @escaping @Sendable (JSONValue) -> Void, ended: @escaping @Sendable (LinkError) -> Void) {
    DispatchQueue(label: "almanac.tools.read").async { [process] in ended(Self.read(process, receive)) }
  }

  func send(_ message: JSONValue) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      writer.async { [process] in
        do {
          try process.write(message.serialized() + [UInt8(ascii: "\n")])
          done.resume()
        } catch {
          done.resume(throwing: LinkError(reason: "ended", isEnd: true))
        }
      }
    }
  }

  func close() async {
    await withCheckedContinuation { done in
      ender.async { [process, grace] in
        process.end(grace: grace)
        done.resume()
      }
    }
  }

  /// Hands out the messages until there are no more.
  private static func read(_ process: ChildProcess, _ receive: (JSONValue) -> Void) -> LinkError {
    var line: [UInt8] = []
    while true {
      let bytes = process.read()
      guard !bytes.isEmpty else { return LinkError(reason: "ended", isEnd: true) }
      for (index, part) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
        if index > 0 {
          if let message = message(line) { receive(message) }
          line = []
        }
        line += part
      }
      guard line.count <= ToolServer.messageLimit else { return .tooLong }
    }
  }

  /// `nil` for what is no message: programs that print something else among them are common, and what was asked runs into
  /// its time limit.
  private static func message(_ line: [UInt8]) -> JSONValue? {
    guard line.contains(where: { $0 > 0x20 }) else { return nil }
    do {
      return try JSONValue(parsing: line)
    } catch {
      return nil
    }
  }
}

extension LinkError {
  static let tooLong = LinkError(
    reason: "sent a message of more than \(ToolServer.messageLimit >> 20) MiB", isEnd: true)
}
