import Common
package import Extraction
import TextAnalysis

/// The invariants of a document, before and after normalisation.
package enum RawDocumentCheck {
  /// The invariants that `document` breaks, one sentence each, at most one per invariant and place.
  package static func violations(of document: RawDocument, format: DocumentFormat) -> [String] {
    var violations: [String] = []
    if document.blocks.isEmpty { violations.append("a document without blocks") }
    if let pages = document.pageCount, pages < 1 { violations.append("a page count of \(pages)") }
    for (index, block) in document.blocks.enumerated() {
      violations += self.violations(of: block, pageCount: document.pageCount).map { "block \(index): \($0)" }
    }
    for entry in document.metadata where !isKebabCase(entry.key) {
      violations.append("the metadata key \"\(entry.key)\" is not in kebab case")
    }
    for entry in document.outline {
      if entry.level < 1 { violations.append("an outline level of \(entry.level)") }
      if let page = entry.page, page < 1 || page > document.pageCount ?? .max {
        violations.append("an outline entry on page \(page)")
      }
    }
    for diagnostic in document.diagnostics {
      if !isKebabCase(diagnostic.identifier) { violations.append("the identifier \(diagnostic.identifier)") }
      if diagnostic.location.map({ !$0.file.isEmpty }) ?? false {
        violations.append("a diagnostic that names a file: \(diagnostic.rendered)")
      }
      if diagnostic.reason.isEmpty { violations.append("a diagnostic without a reason") }
      if diagnostic.severity == .error { violations.append("an error beside a document: \(diagnostic.rendered)") }
    }
    do throws(ExtractionFailure) {
      violations += self.violations(of: try DocumentNormalizer.normalize(document, format: format))
    } catch {
      // Blocks of invisible characters are nobody's mistake.
    }
    return violations
  }

  private static func violations(of block: RawBlock, pageCount: Int?) -> [String] {
    var violations: [String] = []
    switch block.kind {
    case .heading(let level) where !(1...BlockKind.maximumHeadingLevel).contains(level):
      violations.append("a heading of level \(level)")
    case .listItem(let depth) where !(1...BlockKind.maximumListDepth).contains(depth):
      violations.append("a list item of depth \(depth)")
    default: break
    }
    if let pages = block.pages, pages.lowerBound < 1 || pages.upperBound > pageCount ?? 0 {
      violations.append("pages \(pages) of \(pageCount ?? 0)")
    }
    if let anchor = block.anchor, anchor.isEmpty || anchor.utf8.contains(where: { $0 <= 0x20 || $0 == 0x23 }) {
      violations.append("the anchor \"\(anchor)\"")
    }
    var end = 0
    for region in block.regions {
      let isInside = region.range.lowerBound >= end && region.range.upperBound <= block.text.utf8.count
      if !isInside || region.range.isEmpty || !region.rectangle.isValid
        || !(block.pages?.contains(region.rectangle.page) ?? false)
      {
        violations.append("the region \(region) after byte \(end) of \(block.text.utf8.count)")
        break
      }
      end = region.range.upperBound
    }
    if block.text.utf8.contains(0) { violations.append("a NUL in its text") }
    return violations
  }

  /// The invariants of `ExtractedDocument` that `document` breaks.
  package static func violations(of document: ExtractedDocument) -> [String] {
    var violations: [String] = []
    if document.blocks.isEmpty { violations.append("a normalised document without blocks") }
    if String(validating: document.text, as: UTF8.self) == nil { violations.append("text that is not UTF-8") }
    if UnicodeNormalizer.nfc(document.text) != document.text { violations.append("text that is not in NFC") }
    if document.text.contains(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 || $0 == 0x7F }) {
      violations.append("control characters in the text")
    }
    var end = 0
    for (index, block) in document.blocks.enumerated() {
      guard block.range.lowerBound >= end, block.range.upperBound <= document.text.count, !block.range.isEmpty else {
        return violations + ["block \(index): the range \(block.range) after \(end) of \(document.text.count)"]
      }
      let gap = document.text[end..<block.range.lowerBound]
      if index > 0 ? gap != [0x0A] && gap != [0x0A, 0x0A] : !gap.isEmpty {
        violations.append("block \(index): \(Array(gap)) before it")
      }
      let text = document.text[block.range]
      if String(validating: text, as: UTF8.self) == nil { violations.append("block \(index): cuts a character") }
      if block.kind != .code, text.contains(0x0A) { violations.append("block \(index): a line break in it") }
      end = block.range.upperBound
    }
    if end != document.text.count { violations.append("text after the last block") }
    for title in [document.title].compactMap(\.self) where title.isEmpty || title.utf8.contains(0x0A) {
      violations.append("the title \"\(title)\"")
    }
    return violations
  }

  private static func isKebabCase(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || $0 == UInt8(ascii: "-")
      }
  }
}
