internal import Common
internal import Extraction
internal import MarkupExtractor

/// Reads an EPUB book (2 and 3): the chapters in the order of the spine, the table of contents as outline, the package's
/// metadata.
///
/// Parts outside the reading order (`linear="no"`) come at the end, as readers show them. Books under digital rights
/// management are refused; fonts alone may be scrambled.
struct BookReader {
  let limits: ExtractionLimits

  func read(_ archive: ZipArchive) throws(ExtractionFailure) -> RawDocument {
    var path: String?
    let hasContainer = try archive.readXML("META-INF/container.xml", allowsDoctype: true) { event in
      if case .start(let element) = event, element.name == "rootfile", path == nil { path = element["full-path"] }
      return path == nil
    }
    guard let path, hasContainer else { throw .malformed(detail: "META-INF/container.xml names no package") }
    var package = BookPackage(folder: path.lastIndex(of: "/").map { String(path[...$0]) } ?? "")
    let hasPackage = try archive.readXML(path, allowsDoctype: true) { event in
      package.take(event)
      return true
    }
    guard hasPackage else { throw .malformed(detail: "\(path) is missing") }
    let chapters = package.chapters
    guard !chapters.isEmpty else { throw .malformed(detail: "\(path) lists no chapters") }
    try refuseEncrypted(chapters, archive)
    let contents = try tableOfContents(package, archive)
    var blocks: [RawBlock] = []
    var bytes = 0
    var diagnostics: [Diagnostic] = []
    var missing = 0
    for chapter in chapters {
      guard let found = try self.blocks(of: chapter, archive, limit: limits.textBytes - bytes) else {
        missing += 1
        continue
      }
      // A chapter that begins with no heading takes its name from the table of contents.
      if let name = contents.name(of: chapter), !found.isEmpty, !found.contains(where: \.isHeading) {
        blocks.append(RawBlock(.heading(level: 1), name))
      }
      blocks += found
      bytes += found.reduce(0) { $0 + $1.text.utf8.count }
      guard bytes <= limits.textBytes else { throw .tooLarge(what: "the text", limit: limits.textBytes) }
    }
    if missing > 0 {
      diagnostics.append(
        Diagnostic(
          .warning, "chapter-unreadable", "\(missing) of \(chapters.count) chapters cannot be read and are left out",
          remedy: "check the book with epubcheck"))
    }
    guard !blocks.isEmpty else { throw .noText(detail: "none of its \(chapters.count) chapters holds any") }
    return RawDocument(
      title: package.title, language: package.language, metadata: package.metadata, tags: package.subjects,
      outline: contents.entries, blocks: blocks, diagnostics: diagnostics)
  }

  /// `nil` when the chapter is missing or is no page.
  private func blocks(
    of path: String, _ archive: ZipArchive, limit: Int
  ) throws(ExtractionFailure) -> [RawBlock]? {
    guard let bytes = try archive.entry(path) else { return nil }
    var chapterLimits = limits
    chapterLimits.textBytes = max(limit, 0)
    do throws(ExtractionFailure) {
      return try HTMLFragment.read(bytes, limits: chapterLimits).blocks
    } catch {
      switch error {
      case .tooLarge: throw .tooLarge(what: "the text", limit: limits.textBytes)
      case .empty, .noText: return []
      default: return nil
      }
    }
  }

  private func refuseEncrypted(_ chapters: [String], _ archive: ZipArchive) throws(ExtractionFailure) {
    var encrypted: Set<String> = []
    _ = try archive.readXML("META-INF/encryption.xml", allowsDoctype: true) { event in
      if case .start(let element) = event, element.name == "CipherReference", let path = element["URI"] {
        encrypted.insert(ZipArchive.path(BookPackage.decoded(path), relativeTo: ""))
      }
      return true
    }
    if chapters.contains(where: encrypted.contains) {
      throw .unsupported(kind: "an EPUB book under digital rights management")
    }
  }

  private func tableOfContents(
    _ package: BookPackage, _ archive: ZipArchive
  ) throws(ExtractionFailure) -> BookContents {
    for path in [package.navigation, package.oldContents].compactMap(\.self) {
      var contents = BookContents(folder: path.lastIndex(of: "/").map { String(path[...$0]) } ?? "")
      do throws(ExtractionFailure) {
        _ = try archive.readXML(path, allowsDoctype: true) { event in
          contents.take(event)
          return true
        }
      } catch {
        // Chapters are read without it.
        if case .tooLarge = error { throw error }
      }
      if !contents.entries.isEmpty { return contents }
    }
    return BookContents(folder: "")
  }
}

extension RawBlock {
  fileprivate var isHeading: Bool { if case .heading = kind { true } else { false } }
}
