internal import MarkupExtractor

/// The namespaces that mean something in a Word document, in both editions of the standard.
enum WordVocabulary {
  case word, math, drawing, compatibility, other

  init(_ namespace: String) {
    self =
      switch namespace {
      case "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main":
        .word
      case "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://purl.oclc.org/ooxml/officeDocument/math":
        .math
      case "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":
        .drawing
      case "http://schemas.openxmlformats.org/markup-compatibility/2006": .compatibility
      default: .other
      }
  }
}

extension XMLElement {
  var isWord: Bool { WordVocabulary(namespace) == .word }

  /// The number in an attribute.
  func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

  /// Whether a switch such as `w:vanish` is on: it is, unless its value says no.
  var isOn: Bool { !["0", "false", "off"].contains(self["val"] ?? "1") }
}
