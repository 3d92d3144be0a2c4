internal import Common
internal import Extraction
internal import MarkupExtractor

/// Reads XML of whatever vocabulary.
///
/// An element whose text is mixed with other elements is a paragraph; `title` and `head` elements are headings at the
/// depth where they stand; a leaf is "name: text", with the names of its attributes' values where it has no text.
struct XMLTextReader {
  let limit: Int

  func read(_ bytes: [UInt8]) throws(ExtractionFailure) -> RawDocument {
    var collector = XMLTextBlocks()
    var error: XMLReadingError?
    do throws(XMLReadingError) {
      try XMLReader.read(bytes) { event in
        collector.take(event)
        return collector.textBytes <= limit
      }
    } catch let problem {
      error = problem
    }
    if let error { return try readTolerantly(bytes, error) }
    guard collector.textBytes <= limit else { throw .tooLarge(what: "the text", limit: limit) }
    guard !collector.blocks.isEmpty else { throw .noText(detail: "it has markup only") }
    return RawDocument(title: collector.title, blocks: collector.blocks)
  }
}

extension XMLTextReader {
  /// What is not well-formed still has text; a parser that is used to worse finds it.
  private func readTolerantly(_ bytes: [UInt8], _ problem: XMLReadingError) throws(ExtractionFailure) -> RawDocument {
    var limits = ExtractionLimits()
    limits.textBytes = limit
    do throws(ExtractionFailure) {
      var document = try HTMLFragment.read(bytes, limits: limits)
      document.diagnostics.append(
        Diagnostic(
          .warning, "malformed-xml", at: SourceLocation(file: "", line: problem.line),
          "it is not well-formed XML: \(problem.reason); only its text was read", remedy: "correct the file"))
      return document
    } catch {
      if case .tooLarge = error { throw error }
      throw .malformed(detail: "line \(problem.line): \(problem.reason)")
    }
  }
}

struct XMLTextBlocks {
  private struct Element {
    var name: String
    /// Its own text and that of the elements inside, in order.
    var text = ""
    var hasChildren = false
    /// Whether words stand beside its children.
    var isMixed = false
    /// The blocks of its children, until it is known to be no paragraph.
    var blocks: [RawBlock] = []
    var sections: Int
  }

  private(set) var blocks: [RawBlock] = []
  private(set) var title: String?
  private(set) var textBytes = 0
  private var open: [Element] = []

  private static let headings: Set<String> = ["title", "head", "heading"]
  private static let paragraphs: Set<String> = ["p", "para", "simpara", "paragraph"]
  private static let code: Set<String> = ["programlisting", "screen", "code", "pre", "literallayout"]

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element):
      if !open.isEmpty {
        open[open.count - 1].hasChildren = true
        if open[open.count - 1].text.contains(where: { !$0.isWhitespace }), open[open.count - 1].blocks.isEmpty {
          open[open.count - 1].isMixed = true
        }
      }
      open.append(Element(name: element.name, sections: open.count))
      for attribute in element.attributes where attribute.value.contains(" ") && attribute.value.utf8.count <= 10_000 {
        textBytes += attribute.value.utf8.count
        open[open.count - 1].blocks.append(RawBlock(.listItem(depth: 1), "\(attribute.name): \(attribute.value)"))
      }
    case .text(let piece):
      textBytes += piece.utf8.count
      guard !open.isEmpty else { return }
      open[open.count - 1].text += piece
      if open[open.count - 1].hasChildren, piece.contains(where: { !$0.isWhitespace }) {
        open[open.count - 1].isMixed = true
      }
    case .end: close()
    case .documentType: break
    }
  }

  private mutating func close() {
    guard let element = open.popLast() else { return }
    let isBlank = !element.text.contains { !$0.isWhitespace }
    let local = element.name.lowercased()
    var own: [RawBlock] = element.blocks
    if !isBlank {
      if Self.code.contains(local) {
        own = [RawBlock(.code, element.text)]
      } else if Self.headings.contains(local) {
        let level = min(max(element.sections, 1), BlockKind.maximumHeadingLevel)
        own = [RawBlock(.heading(level: level), element.text)]
        if title == nil { title = element.text }
      } else if element.isMixed || Self.paragraphs.contains(local) {
        own = [RawBlock(.paragraph, element.text)]
      } else if !element.hasChildren {
        own.insert(RawBlock(.listItem(depth: 1), "\(element.name): \(element.text)"), at: 0)
      }
    }
    guard !open.isEmpty else {
      blocks += own
      return
    }
    // A paragraph takes the words of what is inside it; anything else passes the blocks on.
    open[open.count - 1].text += element.isMixed || !element.hasChildren ? element.text : ""
    if open[open.count - 1].blocks.isEmpty {
      open[open.count - 1].blocks = own
    } else {
      open[open.count - 1].blocks += own
    }
  }
}
