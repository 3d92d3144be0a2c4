internal import Common
internal import Extraction
internal import MarkupExtractor

/// The parts of a Word document, a workbook or a presentation, and the relationships between them (Open Packaging
/// Conventions, ISO/IEC 29500-2).
struct OfficePackage {
  /// One part's reference to another.
  struct Relationship {
    var id: String
    /// The last segment of the type: `styles`, `slide`.
    var kind: String
    /// The path inside the archive.
    var target: String
  }

  let archive: ZipArchive
  /// The path of the main part, `word/document.xml` for example.
  let mainPart: String
  /// The path of the properties, if there are any.
  let corePart: String
  /// Those of the main part, in document order.
  let relationships: [Relationship]

  /// - Parameter defaultPart: where the main part is when the archive does not say.
  init(_ archive: ZipArchive, defaultPart: String) throws(ExtractionFailure) {
    self.archive = archive
    let root = try Self.relationships("_rels/.rels", base: "", in: archive)
    mainPart = root.first { $0.kind == "officeDocument" }?.target ?? defaultPart
    corePart = root.first { $0.kind == "core-properties" }?.target ?? "docProps/core.xml"
    relationships = try Self.relationships(of: mainPart, in: archive)
  }

  /// The path of the main part's first relationship of a kind; when there is none, `KIND.xml` beside the main part.
  func target(_ kind: String) -> String {
    relationships.first { $0.kind == kind }?.target ?? Self.folder(of: mainPart) + kind + ".xml"
  }

  /// The relationships of any part.
  func relationships(of part: String) throws(ExtractionFailure) -> [Relationship] {
    try Self.relationships(of: part, in: archive)
  }

  /// Walks the part that the main part relates to as `kind`; does nothing when there is none.
  func readRelated(_ kind: String, _ body: (XMLEvent) -> Bool) throws(ExtractionFailure) {
    _ = try read(target(kind), body)
  }

  /// - Returns: whether there is such a part.
  func read(_ path: String, _ body: (XMLEvent) -> Bool) throws(ExtractionFailure) -> Bool {
    try archive.readXML(path, body)
  }

  /// What the document says about itself, and a warning when it cannot be read.
  func properties() -> (CoreProperties, [Diagnostic]) {
    var properties = CoreProperties()
    do throws(ExtractionFailure) {
      _ = try read(corePart) { event in
        properties.take(event)
        return true
      }
    } catch {
      return (properties, [CoreProperties.unreadable])
    }
    return (properties, [])
  }

  private static func folder(of part: String) -> String {
    part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
  }

  private static func relationships(
    of part: String, in archive: ZipArchive
  ) throws(ExtractionFailure) -> [Relationship] {
    let folder = folder(of: part)
    let name = part.dropFirst(folder.count)
    return try relationships(folder + "_rels/" + name + ".rels", base: folder, in: archive)
  }

  private static func relationships(
    _ path: String, base: String, in archive: ZipArchive
  ) throws(ExtractionFailure) -> [Relationship] {
    var found: [Relationship] = []
    _ = try archive.readXML(path) { event in
      guard case .start(let element) = event, element.name == "Relationship", element["TargetMode"] != "External",
        let type = element["Type"]?.split(separator: "/").last.map(String.init), let target = element["Target"]
      else { return true }
      // The strict edition calls the properties by another name.
      let kind = type == "coreProperties" ? "core-properties" : type
      found.append(
        Relationship(id: element["Id"] ?? "", kind: kind, target: ZipArchive.path(target, relativeTo: base)))
      return true
    }
    return found
  }
}
