import LanguageModels
import Testing

@Suite struct ServerSentEventTests {
  private let body =
    "\u{FEFF}: comment\r\nevent: ping\rdata: one\ndata:two\nid: 7\n\ndata\n\nevent: x\n\ndata:  three\n\ndata: cut"
  private let events = [
    ServerSentEvent(name: "ping", data: "one\ntwo"), ServerSentEvent(data: ""), ServerSentEvent(data: " three"),
  ]

  @Test func `Events do not depend on how the body is cut`() throws {
    let bytes = Array(body.utf8)
    for size in 1...bytes.count {
      var parser = ServerSentEventParser()
      var found: [ServerSentEvent] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        found += try parser.append(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(found == events)
    }
  }

  @Test func `An event that never ends is refused, in one line or in many`() {
    var parser = ServerSentEventParser(limit: 100)
    #expect(throws: ServerSentEventParser.TooLong(limit: 100)) {
      for _ in 0..<101 { _ = try parser.append([0x41]) }
    }
    var lines = ServerSentEventParser(limit: 100)
    #expect(throws: ServerSentEventParser.TooLong(limit: 100)) {
      for _ in 0..<30 { _ = try lines.append("data: 0123456789\n".utf8) }
    }
  }
}
