internal import Extraction
internal import MarkupExtractor

extension ZipArchive {
  /// Walks the XML of the entry at `path` until `body` returns false.
  ///
  /// - Parameter allowsDoctype: OpenDocument and EPUB files of some programs have a document type, which is not loaded;
  ///   in Office files it is the mark of an attack.
  /// - Returns: whether there is such an entry.
  func readXML(
    _ path: String, allowsDoctype: Bool = false, _ body: (XMLEvent) -> Bool
  ) throws(ExtractionFailure) -> Bool {
    guard let bytes = try entry(path) else { return false }
    var hasDeclaration = false
    do throws(XMLReadingError) {
      try XMLReader.read(bytes) { event in
        if case .documentType = event, !allowsDoctype { hasDeclaration = true }
        return !hasDeclaration && body(event)
      }
    } catch {
      throw .malformed(detail: "\(path), line \(error.line): \(error.reason)")
    }
    if hasDeclaration { throw .malformed(detail: "\(path) has a document type declaration") }
    return true
  }

  /// The path inside the archive that `target` means in a part of the folder `base` (which ends in "/" or is empty).
  static func path(_ target: String, relativeTo base: String) -> String {
    var segments: [Substring] = []
    for segment in ((target.hasPrefix("/") ? "" : base) + target).split(separator: "/") where segment != "." {
      if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
    }
    return segments.joined(separator: "/")
  }
}
