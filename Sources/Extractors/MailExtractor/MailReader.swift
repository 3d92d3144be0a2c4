internal import Common
internal import Extraction
internal import MarkupExtractor

/// Collects the blocks of a message, its parts and its attachments.
struct MailReader {
  private let request: ExtractionRequest
  private let readAttachment: @Sendable (ExtractionRequest) -> Result<RawDocument, ExtractionFailure>
  private var blocks: [RawBlock] = []
  private var diagnostics: [Diagnostic] = []
  private var textBytes = 0
  private var parts = 0

  /// Messages and multiparts inside each other.
  private static let maximumNesting = 16
  /// Parts of one message, of those inside it as well.
  private static let maximumParts = 10_000

  init(
    _ request: ExtractionRequest,
    _ readAttachment: @escaping @Sendable (ExtractionRequest) -> Result<RawDocument, ExtractionFailure>
  ) {
    self.request = request
    self.readAttachment = readAttachment
  }

  mutating func read(message bytes: ArraySlice<UInt8>) throws(ExtractionFailure) -> RawDocument {
    let part = MailPart(bytes)
    guard !part.header.isEmpty else { throw .malformed(detail: "it has no header") }
    try read(part, depth: 0, level: 1)
    let subject = part.header.text("subject")
    guard !blocks.isEmpty || subject != nil else { throw .noText(detail: "the message is empty") }
    if blocks.isEmpty, let subject { blocks.append(RawBlock(.heading(level: 1), subject)) }
    return RawDocument(
      title: subject, language: part.header.text("content-language").flatMap(Self.language),
      metadata: Self.metadata(part.header), blocks: blocks, diagnostics: diagnostics)
  }

  mutating func read(mailbox messages: [ArraySlice<UInt8>]) throws(ExtractionFailure) -> RawDocument {
    guard !messages.isEmpty else { throw .malformed(detail: "no line of it begins a message") }
    for message in messages {
      let part = MailPart(message)
      let start = blocks.count
      parts = 0
      try addHead(part.header, level: 1)
      let head = blocks.count
      try read(part, depth: 0, level: 2)
      if blocks.count == head, part.header.text("subject") == nil { blocks.removeLast(blocks.count - start) }
    }
    guard !blocks.isEmpty else { throw .noText(detail: "its messages are empty") }
    return RawDocument(blocks: blocks, diagnostics: diagnostics)
  }

  /// A heading for a message that is not the document itself, and a line about who wrote it to whom and when.
  private mutating func addHead(_ header: MailHeader, level: Int) throws(ExtractionFailure) {
    try append(RawBlock(.heading(level: min(level, 6)), header.text("subject") ?? "Message"))
    let lines = [("From", "from"), ("To", "to"), ("Date", "date")].compactMap { label, name in
      header.text(name).map { "\(label): \($0)" }
    }
    if !lines.isEmpty { try append(RawBlock(.paragraph, lines.joined(separator: " | "))) }
  }

  private mutating func read(_ part: MailPart, depth: Int, level: Int) throws(ExtractionFailure) {
    parts += 1
    guard depth <= Self.maximumNesting, parts <= Self.maximumParts else {
      return warn("deep-message", "parts of the message are nested too deeply or are too many; the rest is left out")
    }
    let isAttachment = part.disposition == "attachment" || part.fileName != nil && part.disposition != "inline"
    switch part.type {
    case "multipart/alternative": try readAlternative(part, depth: depth, level: level)
    case "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime":
      warn("encrypted-message", "a part of the message is encrypted and left out")
    case _ where part.type.hasPrefix("multipart/"):
      let inner = part.parts(limit: Self.maximumParts)
      if inner.isEmpty { try readText(part) }
      for part in inner { try read(part, depth: depth + 1, level: level) }
    case "message/rfc822", "message/global":
      let message = MailPart(part.content[...])
      try addHead(message.header, level: level + 1)
      try read(message, depth: depth + 1, level: level + 1)
    case _ where isAttachment: try attach(part, depth: depth, level: level)
    case "text/html": try readHTML(part)
    case "text/plain", "text/enriched", "message/delivery-status", "text/rfc822-headers": try readText(part)
    default: try attach(part, depth: depth, level: level)
    }
  }

  private mutating func readAlternative(_ part: MailPart, depth: Int, level: Int) throws(ExtractionFailure) {
    let alternatives = part.parts(limit: Self.maximumParts)
    let plain = alternatives.first { $0.type == "text/plain" && $0.text?.contains { !$0.isWhitespace } ?? false }
    guard plain == nil, !alternatives.isEmpty else { return try readText(plain ?? part) }
    // Better alternatives come later.
    let best = alternatives.last { $0.type == "text/html" || $0.type.hasPrefix("multipart/") } ?? alternatives.last
    if let best { try read(best, depth: depth + 1, level: level) }
  }

  private mutating func readText(_ part: MailPart) throws(ExtractionFailure) {
    guard let text = part.text else { return }
    for piece in MailText.pieces(of: text, isFlowed: part.parameters["format"]?.lowercased() == "flowed") {
      let request = ExtractionRequest(bytes: Array(piece.text.utf8), name: request.name, format: .text)
      guard let document = try? PlainTextExtractor().extract(request) else { continue }
      for block in document.blocks {
        var block = block
        if piece.isQuote { block.kind = .quote }
        try append(block)
      }
    }
  }

  private mutating func readHTML(_ part: MailPart) throws(ExtractionFailure) {
    guard let text = part.text else { return }
    do throws(ExtractionFailure) {
      for block in try HTMLFragment.read(Array(text.utf8), limits: request.limits).blocks { try append(block) }
    } catch {
      if case .tooLarge = error { throw error }
    }
  }

  /// Reads a file that came with a message, by its own format.
  private mutating func attach(_ part: MailPart, depth: Int, level: Int) throws(ExtractionFailure) {
    let name = part.fileName ?? "attachment"
    let bytes = part.content
    // Pictures and sounds inside of a message are part of its looks.
    if part.type.hasPrefix("image/") || part.type.hasPrefix("audio/") || part.type.hasPrefix("video/") { return }
    let detection = FormatDetection(name: name, bytes: bytes)
    let heading = RawBlock(.heading(level: min(level + 1, 6)), "Attachment: \(name)")
    do throws(ExtractionFailure) {
      let format = try detection.result.get()
      if format == .message {
        try append(heading)
        return try read(MailPart(bytes[...]), depth: depth + 1, level: level + 1)
      }
      guard format != .mailbox else { throw .unsupported(kind: format.displayName) }
      var limits = request.limits
      limits.textBytes = max(limits.textBytes - textBytes, 0)
      let inner = ExtractionRequest(
        bytes: bytes, name: name, format: format, password: request.password, limits: limits)
      let document = try readAttachment(inner).get()
      try append(heading)
      for block in document.blocks {
        var block = block
        // Its pages and anchors are not the message's.
        block.pages = nil
        block.anchor = nil
        if case .heading(let inner) = block.kind { block.kind = .heading(level: min(inner + level + 1, 6)) }
        try append(block)
      }
    } catch {
      switch error {
      case .tooLarge: throw .tooLarge(what: "the text", limit: request.limits.textBytes)
      case .empty: break
      default: warn("attachment-unreadable", "the attachment \(name) is left out: \(error.reason)")
      }
    }
  }

  private mutating func append(_ block: RawBlock) throws(ExtractionFailure) {
    textBytes += block.text.utf8.count
    guard textBytes <= request.limits.textBytes else {
      throw .tooLarge(what: "the text", limit: request.limits.textBytes)
    }
    blocks.append(block)
  }

  private mutating func warn(_ identifier: String, _ reason: String) {
    guard diagnostics.count < 100 else { return }
    diagnostics.append(
      Diagnostic(.note, identifier, reason, remedy: "save that part as a file of its own if it matters"))
  }

  private static func metadata(_ header: MailHeader) -> [MetadataEntry] {
    [
      ("from", "author"), ("to", "to"), ("cc", "cc"), ("date", "date"), ("message-id", "message-id"),
      ("in-reply-to", "in-reply-to"), ("list-id", "list-id"),
    ].compactMap { name, key in header.text(name).map { MetadataEntry(key, $0) } }
  }

  private static func language(_ text: String) -> String? {
    text.split { $0 == "," || $0.isWhitespace }.first.map(String.init)
  }
}
