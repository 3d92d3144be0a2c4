import ChatServer
import Common
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

/// The same over a real socket.
@Suite struct LiveTests {
  @Test func theServerListensStreamsAndKeepsConnections() async throws {
    let test = try await TestServer()
    try await test.server.application.test(.live) { client in
      for _ in 0..<3 {
        try await client.execute(uri: "/api/search?q=zebras&mode=keyword", method: .get) { response in
          #expect(response.status == .ok)
        }
      }
      let body = ByteBuffer(string: #"{"message":"How do I pin a web source?"}"#)
      try await client.execute(uri: "/api/chat", method: .post, headers: [.accept: "text/event-stream"], body: body) {
        response in
        let text = String(buffer: response.body)
        #expect(text.contains("event: done\n"))
      }
      // Far more than may come: refused without being read to the end.
      let large = ByteBuffer(repeating: 32, count: 3 << 20)
      try await client.execute(uri: "/api/chat", method: .post, body: large) { response in
        #expect(response.status == .contentTooLarge)
      }
    }
  }
}
