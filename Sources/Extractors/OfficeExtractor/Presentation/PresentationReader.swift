internal import Common
internal import Extraction
internal import MarkupExtractor

/// Reads a PowerPoint presentation (PresentationML): each slide is a page with its title as heading, then its text,
/// lists, tables and diagrams in the order in which they are read aloud, then its notes and comments.
///
/// Hidden slides are left out but counted. Charts and sounds give nothing; pictures give their descriptions.
struct PresentationReader {
  let limits: ExtractionLimits

  func read(_ archive: ZipArchive) throws(ExtractionFailure) -> RawDocument {
    let package = try OfficePackage(archive, defaultPart: "ppt/presentation.xml")
    let paths = try slidePaths(package)
    guard !paths.isEmpty else { throw .noText(detail: "it has no slides") }
    var blocks: [RawBlock] = []
    var outline: [OutlineEntry] = []
    var bytes = 0
    var hidden = 0
    var diagnostics: [Diagnostic] = []
    var hasSections = false
    for (index, path) in paths.enumerated() {
      let page = index + 1
      guard let path, let slide = try slide(path, package, limit: limits.textBytes - bytes) else {
        diagnostics.append(Self.missing(page))
        continue
      }
      bytes += slide.textBytes
      guard bytes <= limits.textBytes else { throw .tooLarge(what: "the text", limit: limits.textBytes) }
      if slide.isHidden {
        hidden += 1
        continue
      }
      let (related, relatedBytes) = try notes(of: path, package, limit: limits.textBytes - bytes)
      bytes += relatedBytes
      if let title = slide.title {
        // A slide with a centred title opens a part of the presentation.
        let level = slide.opensPart || !hasSections ? 1 : 2
        hasSections = hasSections || slide.opensPart
        blocks.append(RawBlock(.heading(level: level), title, pages: page...page))
        outline.append(OutlineEntry(level: level, title: title, page: page))
      }
      blocks += (slide.blocks + related).map { block in
        var block = block
        block.pages = page...page
        return block
      }
    }
    guard !blocks.isEmpty else { throw .noText(detail: "none of its \(paths.count) slides holds any") }
    let (properties, unreadable) = package.properties()
    if hidden > 0 {
      diagnostics.append(
        Diagnostic(
          .note, "hidden-slides", "\(hidden == 1 ? "1 hidden slide is" : "\(hidden) hidden slides are") left out",
          remedy: "show them in the presentation if they matter"))
    }
    return RawDocument(
      title: properties.title, language: properties.language, metadata: properties.metadata, tags: properties.tags,
      outline: outline, pageCount: paths.count, blocks: blocks, diagnostics: unreadable + diagnostics)
  }

  /// The parts of the slides in their order; `nil` for one that the archive lacks.
  private func slidePaths(_ package: OfficePackage) throws(ExtractionFailure) -> [String?] {
    var targets: [String: String] = [:]
    for relationship in package.relationships where relationship.kind == "slide" {
      targets[relationship.id] = relationship.target
    }
    var paths: [String?] = []
    var isPresentation = false
    let isThere = try package.read(package.mainPart) { event in
      guard case .start(let element) = event else { return true }
      if element.name == "presentation" { isPresentation = true }
      if element.name == "sldId" {
        paths.append(element.attributes.lazy.compactMap { $0.value.isEmpty ? nil : targets[$0.value] }.first)
      }
      return paths.count < 100_000
    }
    guard isThere else { throw .malformed(detail: "\(package.mainPart) is missing") }
    guard isPresentation else { throw .malformed(detail: "\(package.mainPart) is not a presentation") }
    return paths
  }

  private func slide(
    _ path: String, _ package: OfficePackage, limit: Int
  ) throws(ExtractionFailure) -> SlideContent? {
    var slide = SlideContent()
    let isThere = try package.read(path) { event in
      slide.take(event)
      return slide.textBytes <= limit
    }
    return isThere ? slide : nil
  }

  /// What belongs to a slide but lies in parts of its own: diagrams, notes, comments.
  private func notes(
    of path: String, _ package: OfficePackage, limit: Int
  ) throws(ExtractionFailure) -> ([RawBlock], bytes: Int) {
    var blocks: [RawBlock] = []
    var bytes = 0
    let related = try package.relationships(of: path)
    for kind in ["diagramData", "notesSlide", "comments"] {
      for relationship in related where relationship.kind == kind && bytes <= limit {
        var content = SlideContent(isPart: kind == "diagramData")
        _ = try package.read(relationship.target) { event in
          content.take(event)
          return content.textBytes <= limit - bytes
        }
        bytes += content.textBytes
        switch kind {
        case "diagramData": blocks += content.blocks.map { RawBlock(.listItem(depth: 1), $0.text) }
        case "notesSlide":
          for (index, block) in content.noteBlocks.enumerated() {
            blocks.append(RawBlock(.footnote, (index == 0 ? "Notes: " : "") + block.text))
          }
        default: blocks += content.comments.map { RawBlock(.footnote, "Comment: " + $0) }
        }
      }
    }
    return (blocks, bytes)
  }

  private static func missing(_ page: Int) -> Diagnostic {
    Diagnostic(
      .warning, "page-unreadable", "slide \(page) is missing from the file",
      remedy: "open the file in the program that made it and save it again")
  }
}
