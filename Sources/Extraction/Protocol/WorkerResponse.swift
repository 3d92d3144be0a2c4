internal import Common

/// What the worker answers.
///
///     response    0 document | 1 failure | 2 links
///     document    title? · language? · metadata n (key value)* · tags n string* · outline n (level title page?)*
///                 pages? · blocks n block* · diagnostics n diagnostic*
///     block       tag · level or depth, 0 if it has none · text · first page or 0 · pages after it · anchor?
///                 · regions n region*
///     region      bytes since the region before · bytes · page · left · top · width · height
///     diagnostic  severity · identifier · reason · remedy? · line? · column?
///     failure     tag · detail string · limit
package enum WorkerResponse {
  package static func encoded(_ result: Result<RawDocument, ExtractionFailure>) -> [UInt8] {
    var writer = ByteWriter()
    switch result {
    case .success(let document):
      if let links = document.links {
        writer.append(UInt8(2))
        writer.append(links)
      } else {
        writer.append(UInt8(0))
        writer.append(document)
      }
    case .failure(let failure):
      let (tag, detail, limit) = failure.code
      writer.append(UInt8(1))
      writer.append(tag)
      writer.append(string: detail)
      writer.appendVariable(limit)
    }
    return writer.bytes
  }

  /// Reads a response and checks every value in it.
  package static func decoded(
    _ frame: [UInt8]
  ) throws(WorkerProtocolError) -> Result<RawDocument, ExtractionFailure> {
    var reader = CheckedReader(frame)
    let result: Result<RawDocument, ExtractionFailure> =
      switch try reader.choice("response", [0, 1, 2]) {
      case 0: .success(try reader.document())
      case 1: .failure(try reader.failure())
      default: .success(RawDocument(links: try reader.links()))
      }
    guard reader.remaining == 0 else { throw .trailingBytes(reader.remaining) }
    return result
  }
}

extension ByteWriter {
  fileprivate mutating func append(_ document: RawDocument) {
    append(optional: document.title)
    append(optional: document.language)
    appendVariable(document.metadata.count)
    for entry in document.metadata {
      append(string: entry.key)
      append(string: entry.value)
    }
    appendVariable(document.tags.count)
    for tag in document.tags { append(string: tag) }
    appendVariable(document.outline.count)
    for entry in document.outline {
      appendVariable(max(entry.level, 1))
      append(string: entry.title)
      append(optional: entry.page)
    }
    append(optional: document.pageCount)
    appendVariable(document.blocks.count)
    for block in document.blocks { append(block) }
    appendVariable(document.diagnostics.count)
    for diagnostic in document.diagnostics { append(diagnostic) }
  }

  private mutating func append(_ block: RawBlock) {
    let (tag, level) = block.kind.code
    append(tag)
    appendVariable(level)
    append(string: block.text)
    appendVariable(block.pages?.lowerBound ?? 0)
    appendVariable(block.pages.map { $0.upperBound - $0.lowerBound } ?? 0)
    append(optional: block.anchor)
    appendVariable(block.regions.count)
    var end = 0
    for region in block.regions {
      let rectangle = region.rectangle
      appendVariable(region.range.lowerBound - end)
      appendVariable(region.range.count)
      appendVariable(rectangle.page)
      appendVariable(rectangle.left)
      appendVariable(rectangle.top)
      appendVariable(rectangle.right - rectangle.left)
      appendVariable(rectangle.bottom - rectangle.top)
      end = region.range.upperBound
    }
  }

  private mutating func append(_ diagnostic: Diagnostic) {
    append(UInt8(Diagnostic.Severity.allCases.firstIndex(of: diagnostic.severity) ?? 0))
    append(string: diagnostic.identifier)
    append(string: diagnostic.reason)
    append(optional: diagnostic.remedy)
    append(optional: diagnostic.location?.line)
    append(optional: diagnostic.location?.column)
  }
}

extension CheckedReader {
  fileprivate mutating func document() throws(WorkerProtocolError) -> RawDocument {
    var document = RawDocument()
    document.title = try optionalString()
    document.language = try optionalString()
    for _ in 0..<(try integer()) { document.metadata.append(MetadataEntry(try string(), try string())) }
    for _ in 0..<(try integer()) { document.tags.append(try string()) }
    for _ in 0..<(try integer()) {
      let level = try integer("outline level", in: 1...Int(Int32.max))
      document.outline.append(OutlineEntry(level: level, title: try string(), page: try optionalInteger()))
    }
    document.pageCount = try optionalInteger()
    for _ in 0..<(try integer()) {
      let block = try block()
      // Empty blocks mean nothing; a flood of them would cost far more memory here than in the frame.
      if !block.text.isEmpty { document.blocks.append(block) }
    }
    for _ in 0..<(try integer()) { document.diagnostics.append(try diagnostic()) }
    return document
  }

  private mutating func block() throws(WorkerProtocolError) -> RawBlock {
    let tag = try choice("block kind", Array(UInt8(0)...8))
    let kind: BlockKind =
      switch tag {
      case 1: .heading(level: try integer("heading level", in: 1...BlockKind.maximumHeadingLevel))
      case 2: .listItem(depth: try integer("list depth", in: 1...BlockKind.maximumListDepth))
      default: try plainKind(tag)
      }
    let text = try string()
    let first = try integer("page", in: 0...Int(Int32.max))
    let following = try integer("page", in: 0...Int(Int32.max))
    var block = RawBlock(
      kind, text, pages: first == 0 ? nil : first...(first + following), anchor: try optionalString())
    let length = text.utf8.count
    var end = 0
    for _ in 0..<(try integer("regions", in: 0...length)) {
      let region = try region(after: end, length: length)
      block.regions.append(region)
      end = region.range.upperBound
    }
    return block
  }

  /// - Parameters:
  ///   - end: where the region before it ends.
  ///   - length: bytes of the text.
  private mutating func region(after end: Int, length: Int) throws(WorkerProtocolError) -> TextRegion {
    let start = end + (try integer("region", in: 0...(length - end)))
    let count = try integer("region", in: 0...(length - start))
    let page = try integer("page", in: 1...Int(Int32.max))
    let left = try integer("rectangle", in: PageRectangle.coordinates)
    let top = try integer("rectangle", in: PageRectangle.coordinates)
    let right = left + (try integer("rectangle", in: 0...(PageRectangle.coordinates.upperBound - left)))
    let bottom = top + (try integer("rectangle", in: 0...(PageRectangle.coordinates.upperBound - top)))
    return TextRegion(
      start..<(start + count), PageRectangle(page: page, left: left, top: top, right: right, bottom: bottom))
  }

  private mutating func plainKind(_ tag: UInt8) throws(WorkerProtocolError) -> BlockKind {
    _ = try integer("block level", in: 0...0)
    return switch tag {
    case 3: .tableHeader
    case 4: .tableRow
    case 5: .code
    case 6: .quote
    case 7: .caption
    case 8: .footnote
    default: .paragraph
    }
  }

  private mutating func diagnostic() throws(WorkerProtocolError) -> Diagnostic {
    let severity = try choice("severity", Diagnostic.Severity.allCases)
    var diagnostic = Diagnostic(severity, try string(), try string(), remedy: try optionalString())
    let line = try optionalInteger()
    let column = try optionalInteger()
    if line != nil { diagnostic.location = SourceLocation(file: "", line: line, column: column) }
    return diagnostic
  }

  fileprivate mutating func failure() throws(WorkerProtocolError) -> ExtractionFailure {
    let tag = try choice("failure", Array(UInt8(0)...8))
    let detail = try string()
    let limit = try integer()
    return switch tag {
    case 0: .empty
    case 1: .noText(detail: detail)
    case 2: .passwordRequired
    case 3: .wrongPassword
    case 4: .malformed(detail: detail)
    case 5: .unsupported(kind: detail)
    case 6: .tooLarge(what: detail, limit: limit)
    case 8: .recognitionMissing(detail: detail)
    default: .workerFailed(detail: detail)
    }
  }
}

extension BlockKind {
  fileprivate var code: (tag: UInt8, level: Int) {
    switch self {
    case .paragraph: (0, 0)
    case .heading(let level): (1, min(max(level, 1), Self.maximumHeadingLevel))
    case .listItem(let depth): (2, min(max(depth, 1), Self.maximumListDepth))
    case .tableHeader: (3, 0)
    case .tableRow: (4, 0)
    case .code: (5, 0)
    case .quote: (6, 0)
    case .caption: (7, 0)
    case .footnote: (8, 0)
    }
  }
}

extension ExtractionFailure {
  /// Failures that only the parent can know travel as `workerFailed`.
  fileprivate var code: (tag: UInt8, detail: String, limit: Int) {
    switch self {
    case .empty: (0, "", 0)
    case .noText(let detail): (1, detail, 0)
    case .passwordRequired: (2, "", 0)
    case .wrongPassword: (3, "", 0)
    case .malformed(let detail): (4, detail, 0)
    case .unsupported(let kind): (5, kind, 0)
    case .tooLarge(let what, let limit): (6, what, limit)
    case .workerFailed(let detail): (7, detail, 0)
    case .recognitionMissing(let detail): (8, detail, 0)
    case .timedOut, .outOfMemory, .crashed: (7, identifier, 0)
    }
  }
}
