internal import Extraction
internal import MarkupExtractor

/// The parts of a Word document and the relationships between them.
struct WordPackage {
  private let archive: ZipArchive
  /// The path of the main part, `word/document.xml` as a rule.
  let mainPart: String
  /// The path of the properties, if there are any.
  let corePart: String
  /// The last segment of a relationship's type (`styles`) and the path of its first target, for the main part.
  private let targets: [String: String]

  init(_ archive: ZipArchive) throws(ExtractionFailure) {
    self.archive = archive
    let root = try Self.relationships("_rels/.rels", base: "", in: archive)
    let mainPart = root["officeDocument"] ?? "word/document.xml"
    self.mainPart = mainPart
    corePart = root["core-properties"] ?? "docProps/core.xml"
    let slash = mainPart.lastIndex(of: "/")
    let folder = slash.map { String(mainPart[...$0]) } ?? ""
    let name = slash.map { String(mainPart[mainPart.index(after: $0)...]) } ?? mainPart
    var targets = try Self.relationships(folder + "_rels/" + name + ".rels", base: folder, in: archive)
    for kind in ["styles", "numbering", "footnotes", "endnotes"] where targets[kind] == nil {
      targets[kind] = folder + kind + ".xml"
    }
    self.targets = targets
  }

  /// Walks the part that the main part relates to as `kind`; does nothing when there is none.
  func readRelated(_ kind: String, _ body: (XMLEvent) -> Bool) throws(ExtractionFailure) {
    guard let path = targets[kind] else { return }
    _ = try read(path, body)
  }

  /// - Returns: whether there is such a part.
  func read(_ path: String, _ body: (XMLEvent) -> Bool) throws(ExtractionFailure) -> Bool {
    try Self.read(path, in: archive, body)
  }

  private static func read(
    _ path: String, in archive: ZipArchive, _ body: (XMLEvent) -> Bool
  ) throws(ExtractionFailure) -> Bool {
    guard let bytes = try archive.entry(path) else { return false }
    var hasDeclaration = false
    do throws(XMLReadingError) {
      try XMLReader.read(bytes) { event in
        if case .documentType = event { hasDeclaration = true }
        return !hasDeclaration && body(event)
      }
    } catch {
      throw .malformed(detail: "\(path), line \(error.line): \(error.reason)")
    }
    if hasDeclaration { throw .malformed(detail: "\(path) has a document type declaration") }
    return true
  }

  private static func relationships(
    _ path: String, base: String, in archive: ZipArchive
  ) throws(ExtractionFailure) -> [String: String] {
    var targets: [String: String] = [:]
    _ = try read(path, in: archive) { event in
      guard case .start(let element) = event, element.name == "Relationship", element["TargetMode"] != "External",
        let type = element["Type"]?.split(separator: "/").last.map(String.init), let target = element["Target"]
      else { return true }
      // The strict edition calls the properties by another name.
      let kind = type == "coreProperties" ? "core-properties" : type
      if targets[kind] == nil { targets[kind] = resolved(target, base) }
      return true
    }
    return targets
  }

  /// The path inside the archive that `target` means in a part of the folder `base`.
  private static func resolved(_ target: String, _ base: String) -> String {
    var segments: [Substring] = []
    for segment in ((target.hasPrefix("/") ? "" : base) + target).split(separator: "/") where segment != "." {
      if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
    }
    return segments.joined(separator: "/")
  }
}
