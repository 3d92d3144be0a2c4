import ChatServer
import Common
import HTTPTypes
import Storage
import TestSupport
import Testing

@Suite struct InboxTests {
  @Test func anUploadWaitsInTheInboxUntilItIsCompiled() async throws {
    let folder = try TemporaryFolder()
    let inbox = folder.file("inbox")
    let test = try await TestServer { $0.inbox.path = inbox }
    try await test.test { client in
      let sent = try await client.send(.post, "/api/documents?name=Notes.md", Array("# Notes\n".utf8))
      #expect(sent.status == 202)
      #expect(sent.json["status"]?.string == "queued")
      #expect(sent.json["name"]?.string == "Notes.md")
      let id = try #require(sent.json["id"]?.string)
      #expect(String(decoding: try readFile("\(inbox)/files/\(id).md"), as: UTF8.self) == "# Notes\n")
      let status = try AtomicFile(path: "\(inbox)/status/\(id).json")
      try status.write(Array(#"{"status":"failed","message":"no text"}"#.utf8))
      try status.commit()
      let item = try await client.get("/api/inbox/\(id)").json
      #expect(item["status"]?.string == "failed")
      #expect(item["message"]?.string == "no text")
      #expect(try await client.get("/api/inbox/00000000-0000-0000-0000-000000000000").status == 404)
    }
    withExtendedLifetime(folder) {}
  }

  @Test func itemsAreListedAndTakenBack() async throws {
    let folder = try TemporaryFolder()
    let inbox = folder.file("inbox")
    let test = try await TestServer { $0.inbox.path = inbox }
    try await test.test { client in
      let first = try await client.send(.post, "/api/documents?name=First.md", Array("# First\n".utf8))
      let second = try await client.post("/api/web-sources", ["url": "https://example.org/page"])
      let ids = try [first, second].map { try #require($0.json["id"]?.string) }
      let listed = try await client.get("/api/inbox").json["items"]?.array ?? []
      #expect(Set(listed.compactMap { $0["id"]?.string }) == Set(ids))
      #expect(listed.allSatisfy { $0["status"]?.string == "queued" && $0["owner"] == nil })
      #expect(try await client.get("/api/inbox?limit=1").json["items"]?.array?.count == 1)
      #expect(try await client.send(.delete, "/api/inbox/\(ids[0])", []).status == 204)
      #expect(try await client.send(.delete, "/api/inbox/\(ids[0])", []).status == 404)
      #expect(try await client.get("/api/inbox/\(ids[0])").status == 404)
      #expect(try FileListing(of: inbox + "/files").files.isEmpty)
      #expect(try await client.get("/api/inbox/\(ids[1])").status == 200)
    }
    withExtendedLifetime(folder) {}
  }

  @Test func whatIsDoneIsFoundAtOnce() async throws {
    let folder = try TemporaryFolder()
    let inbox = folder.file("inbox")
    let test = try await TestServer {
      $0.inbox.path = inbox
      $0.listener.reloadInterval = .seconds(3_600)
    }
    try await test.test { client in
      let sent = try await client.send(.post, "/api/documents?name=Added.md", Array("# Added\n".utf8))
      let id = try #require(sent.json["id"]?.string)
      let bundle = try SmallBundle([.init(id: "o", title: "Added", chunks: ["Narwhals have one long tooth."])])
      for (name, bytes) in [
        ("overlay.kb", try readFile(bundle.path)), ("status/\(id).json", Array(#"{"status":"done"}"#.utf8)),
      ] {
        let file = try AtomicFile(path: "\(inbox)/\(name)")
        try file.write(bytes)
        try file.commit()
      }
      #expect(try await client.get("/api/inbox/\(id)").json["status"]?.string == "done")
      let hits = try await client.get("/api/search?q=narwhals").json["hits"]?.array ?? []
      #expect(hits.first?["title"]?.string == "Added", "\(hits)")
    }
    withExtendedLifetime(folder) {}
  }

  @Test func privateHostsMayBeAllowed() async throws {
    let folder = try TemporaryFolder()
    let test = try await TestServer {
      $0.inbox.path = folder.file("inbox")
      $0.inbox.allowsPrivateAddresses = true
    }
    try await test.test { client in
      let allowed = try await client.post("/api/web-sources", ["url": "http://127.0.0.1:8000/page"])
      #expect(allowed.status == 202)
      let withPassword = try await client.post("/api/web-sources", ["url": "http://user:pw@127.0.0.1/"])
      #expect(withPassword.status == 400)
    }
    withExtendedLifetime(folder) {}
  }

  @Test func formsAreUnderstood() async throws {
    let folder = try TemporaryFolder()
    let test = try await TestServer { $0.inbox.path = folder.file("inbox") }
    let form =
      "--xyz\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
      + "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".txt\"\r\n"
      + "Content-Type: text/plain\r\n\r\nline\r\n--xy not the end\r\n\r\n--xyz--\r\n"
    try await test.test { client in
      let sent = try await client.send(
        .post, "/api/documents", Array(form.utf8), headers: [.contentType: "multipart/form-data; boundary=xyz"])
      #expect(sent.status == 202)
      #expect(sent.json["name"]?.string == "a \"b\".txt")
      #expect(sent.json["bytes"]?.integer == "line\r\n--xy not the end\r\n".utf8.count)
    }
    withExtendedLifetime(folder) {}
  }

  @Test(
    arguments: [
      ("a.exe", "MZ", 415, "unsupported_type"), ("a", "text", 415, "unsupported_type"),
      ("a.pdf", "not a pdf", 415, "content_mismatch"), ("a.docx", "PK\u{03}\u{04} other", 415, "content_mismatch"),
      ("a.txt", "zero\0byte", 415, "content_mismatch"), ("a.txt", "", 400, "invalid_request"),
      ("..%2F..%2Fa.md", "fine", 202, ""), ("a.PDF", "%PDF-1.7", 202, ""),
    ])
  func typeSizeAndContentMustFit(name: String, content: String, status: Int, code: String) async throws {
    let folder = try TemporaryFolder()
    let test = try await TestServer {
      $0.inbox.path = folder.file("inbox")
      $0.limits.upload = 1_024
    }
    try await test.test { client in
      let sent = try await client.send(.post, "/api/documents?name=\(name)", Array(content.utf8))
      #expect(sent.status == status)
      #expect(sent.error ?? "" == code)
      if status == 202 { #expect(sent.json["name"]?.string?.contains("/") == false) }
    }
    withExtendedLifetime(folder) {}
  }

  @Test func whatIsTooLargeIsRefused() async throws {
    let folder = try TemporaryFolder()
    let test = try await TestServer {
      $0.inbox.path = folder.file("inbox")
      $0.limits.upload = 1_024
    }
    try await test.test { client in
      let large = [UInt8](repeating: 65, count: 1_025)
      let slightly = try await client.send(.post, "/api/documents?name=a.txt", large)
      #expect(slightly.status == 413)
      let much = try await client.send(.post, "/api/documents?name=a.txt", [UInt8](repeating: 65, count: 6_000))
      #expect(much.status == 413)
    }
    withExtendedLifetime(folder) {}
  }

  @Test(
    arguments: [
      ("https://example.org/page?q=1", 202), ("http://example.org", 202), ("ftp://example.org", 400),
      ("https://localhost/x", 400), ("https://127.0.0.1/", 400), ("http://[::1]/", 400), ("https://intranet/", 400),
      ("https://user:pw@example.org/", 400), ("javascript:alert(1)", 400), ("https://2130706433/", 400),
      ("https://host.local/", 400),
    ])
  func onlyPublicPagesMayBeAdded(url: String, status: Int) async throws {
    let folder = try TemporaryFolder()
    let test = try await TestServer { $0.inbox.path = folder.file("inbox") }
    try await test.test { client in
      let answer = try await client.post("/api/web-sources", ["url": .string(url)])
      #expect(answer.status == status)
    }
    withExtendedLifetime(folder) {}
  }

  @Test func withoutAnInboxUploadsAreRefused() async throws {
    let test = try await TestServer()
    try await test.test { client in
      let sent = try await client.send(.post, "/api/documents?name=a.md", Array("text".utf8))
      #expect(sent.status == 501)
    }
  }
}
