import Common
import Extraction
import MailExtractor
import TestSupport
import Testing

@Suite("E-mail messages and mailboxes")
struct MailExtractorTests {
  /// Reads attachments as plain text.
  private let extractor = MailExtractor { request in
    do throws(ExtractionFailure) { return .success(try PlainTextExtractor().extract(request)) } catch {
      return .failure(error)
    }
  }

  private func extract(_ text: String, _ format: DocumentFormat = .message) throws -> RawDocument {
    try extractor.extract(ExtractionRequest(bytes: Array(text.utf8), name: "a.eml", format: format))
  }

  @Test("the header gives title and people; quoted replies are quotes")
  func simple() throws {
    let document = try extract(
      """
      From: =?iso-8859-1?Q?J=F6rg?= <j@example.org>
      To: a@example.org
      Subject: =?UTF-8?B?R3LDvMOfZQ==?= =?UTF-8?Q?_an_alle?=
      Date: Mon, 5 Jan 2026 10:00:00 +0100
      Content-Type: text/plain; charset=iso-8859-1
      Content-Transfer-Encoding: quoted-printable

      Sch=F6n=
       so.

      > What
      > is it?
      """)
    #expect(document.title == "Grüße an alle")
    #expect(document.metadata.first == MetadataEntry("author", "Jörg <j@example.org>"))
    #expect(document.blocks.first == RawBlock(.paragraph, "Schön so."))
    #expect(document.blocks.dropFirst().allSatisfy { $0.kind == .quote })
    #expect(document.blocks.count >= 2)
  }

  private static let multipart = """
    Subject: Files
    Content-Type: multipart/mixed; boundary="outer"

    preamble
    --outer
    Content-Type: multipart/alternative; boundary=inner

    --inner
    Content-Type: text/html

    <p>rich</p>
    --inner
    Content-Type: text/plain

    plain
    --inner--
    --outer
    Content-Type: text/plain
    Content-Disposition: attachment; filename*0*=UTF-8''n%C3%B6te; filename*1=.txt
    Content-Transfer-Encoding: base64

    YXR0YWNoZWQ=
    --outer
    Content-Type: application/zip
    Content-Disposition: attachment; filename="x.zip"
    Content-Transfer-Encoding: base64

    UEsDBAAAAAAAAAAA
    --outer
    Content-Type: message/rfc822

    Subject: Inner
    From: b@example.org

    inside
    --outer--
    """

  @Test("alternatives give their plain text, attachments and messages inside stand under headings")
  func parts() throws {
    let document = try extract(Self.multipart)
    #expect(
      document.blocks == [
        RawBlock(.paragraph, "plain"), RawBlock(.heading(level: 2), "Attachment: nöte.txt"),
        RawBlock(.paragraph, "attached"), RawBlock(.heading(level: 2), "Inner"),
        RawBlock(.paragraph, "From: b@example.org"), RawBlock(.paragraph, "inside"),
      ])
    #expect(
      document.diagnostics.map(\.reason) == [
        "the attachment x.zip is left out: the document is a zip archive, which cannot be read"
      ])
  }

  @Test("each message of a mailbox is a heading")
  func mailbox() throws {
    let text = """
      From a@example.org Mon Jan  5 10:00:00 2026
      Subject: One
      From: a@example.org

      first
      From here on it is text.

      From b@example.org Mon Jan  5 11:00:00 2026
      Subject: Two

      second
      """
    #expect(
      try extract(text, .mailbox).blocks.map(\.text) == [
        "One", "From: a@example.org", "first", "From here on it is text.", "Two", "second",
      ])
  }

  @Test("parts that nest without end are cut, with a note")
  func nesting() throws {
    var text = "Subject: deep\n"
    for level in 0..<200 { text += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
    text += "\nend\n"
    let document = try extract(text)
    #expect(document.diagnostics.map(\.identifier) == ["deep-message"])
    #expect(document.blocks.map(\.text) == ["deep"])
  }

  @Test("the promises of every extractor hold")
  func conformance() {
    let samples = [
      ConformanceSample("a.eml", .message, Array(Self.multipart.utf8)),
      ConformanceSample(
        "a.mbox", .mailbox, Array("From a\nSubject: x\n\nfirst\n\nFrom b\nSubject: y\n\nsecond\n".utf8)),
    ]
    #expect(ExtractorConformance(extractor, samples: samples).violations() == [])
  }
}
