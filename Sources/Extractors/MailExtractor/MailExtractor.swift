package import Common
package import Extraction
internal import MarkupExtractor

/// Reads e-mail messages (EML) and mailboxes (MBOX): subject, people and date, the text, quoted replies, and attachments
/// by their own formats.
///
/// Of alternatives the plain text is read, unless only another has any. Messages inside messages and attachments stand
/// under headings of their own. A mailbox is one document whose messages are headings.
package struct MailExtractor: DocumentExtractor {
  package static let formats: [DocumentFormat] = [.message, .mailbox]
  package static var libraries: [LibraryVersion] { PlainTextExtractor.libraries }

  /// Reads an attachment that is no message.
  private let readAttachment: @Sendable (ExtractionRequest) -> Result<RawDocument, ExtractionFailure>

  package init(readAttachment: @escaping @Sendable (ExtractionRequest) -> Result<RawDocument, ExtractionFailure>) {
    self.readAttachment = readAttachment
  }

  package func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    guard request.bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    // A message that was saved by a text editor may be in UTF-16.
    var bytes = request.bytes
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      guard let decoded = DecodedText(decoding: bytes) else { throw .binaryData }
      bytes = Array(decoded.text.utf8)
    } else if bytes.prefix(4_096).contains(0), let decoded = DecodedText(decoding: bytes) {
      bytes = Array(decoded.text.utf8)
    }
    var reader = MailReader(request, readAttachment)
    let isMailbox = bytes.starts(with: Array("From ".utf8))
    if request.format == .mailbox || isMailbox {
      let messages = Mailbox.messages(bytes)
      if messages.count != 1 { return try reader.read(mailbox: messages) }
    }
    return try reader.read(message: bytes[...])
  }
}

/// A file of messages, each after a line that begins with "From " (RFC 4155).
enum Mailbox {
  static func messages(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    let mark = Array("From ".utf8)
    var messages: [ArraySlice<UInt8>] = []
    var start: Int?
    var index = 0
    var isAfterBlank = true
    while index < bytes.count {
      let end = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
      let line = bytes[index..<end]
      if isAfterBlank, line.starts(with: mark) {
        if let start { messages.append(bytes[start..<index]) }
        start = min(end + 1, bytes.count)
      }
      isAfterBlank = line.allSatisfy { $0 == 0x0D }
      index = end + 1
    }
    if let start, start < bytes.count { messages.append(bytes[start...]) }
    return messages
  }
}
