internal import MarkupExtractor

/// What an XMP packet (ISO 16684-1) says about a document: Dublin Core and the basic schema.
struct XMPPacket {
  private(set) var title: String?
  private(set) var authors: String?
  private(set) var subject: String?
  private(set) var keywords: String?
  private(set) var created: String?
  private(set) var modified: String?
  private(set) var language: String?

  init() {}

  /// Reads as far as the packet is well-formed; properties stand as elements or as attributes of `Description`.
  init(_ text: String) {
    var path: [String] = []
    var values: [String: [String]] = [:]
    var piece = ""
    func keep(_ name: String, _ value: String) {
      if let value = PDFText.collapsed(value) { values[name, default: []].append(value) }
    }
    // What is behind a flaw is not worth a diagnostic: the packet repeats the information dictionary.
    try? XMLReader.read(Array(text.utf8)) { event in
      switch event {
      case .start(let element):
        path.append(element.name)
        piece = ""
        if element.name == "Description" {
          for attribute in element.attributes { keep(attribute.name, attribute.value) }
        }
      case .text(let text): piece += text
      case .end(let name):
        // In `dc:title/rdf:Alt/rdf:li` the property is three up; in `xmp:CreateDate` it is the element itself.
        keep(name == "li" && path.count >= 3 ? path[path.count - 3] : name, piece)
        piece = ""
        path.removeLast()
      case .documentType: return false
      }
      return path.count < 64
    }
    func first(_ name: String) -> String? { values[name]?.first }
    func list(_ name: String) -> String? { values[name].map { $0.joined(separator: ", ") } }
    title = first("title")
    authors = list("creator")
    subject = first("description")
    keywords = list("subject") ?? first("Keywords")
    created = first("CreateDate")
    modified = first("ModifyDate")
    language = first("language")
  }
}
