internal import Common
internal import MarkupExtractor

/// The package document of a book: what it is called, which files it has and in which order they are read.
struct BookPackage {
  private let folder: String
  private(set) var title: String?
  private(set) var language: String?
  private(set) var subjects: [String] = []
  private(set) var metadata: [MetadataEntry] = []
  /// The path of the navigation document (EPUB 3) and of the NCX file (EPUB 2).
  private(set) var navigation: String?
  private(set) var oldContents: String?
  private var paths: [String: String] = [:]
  private var spine: [(id: String, isLinear: Bool)] = []
  private var text = ""
  private var isMetadata = false

  /// - Parameter folder: the folder of the package document, with "/" at its end.
  init(folder: String) { self.folder = folder }

  /// The paths of the chapters as they are read.
  var chapters: [String] {
    let known = spine.compactMap { entry in paths[entry.id].map { (path: $0, isLinear: entry.isLinear) } }
    return known.filter(\.isLinear).map(\.path) + known.filter { !$0.isLinear }.map(\.path)
  }

  mutating func take(_ event: XMLEvent) {
    switch event {
    case .start(let element):
      text = ""
      start(element)
    case .text(let piece): if isMetadata, text.utf8.count < 1 << 16 { text += piece }
    case .end(let name):
      if name == "metadata" { isMetadata = false }
      let value = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      text = ""
      if isMetadata, !value.isEmpty { set(name, value) }
    case .documentType: break
    }
  }

  private mutating func start(_ element: XMLElement) {
    switch element.name {
    case "metadata": isMetadata = true
    case "item":
      guard let id = element["id"], let target = element["href"] else { return }
      let path = ZipArchive.path(Self.decoded(target), relativeTo: folder)
      let properties = (element["properties"] ?? "").split(separator: " ")
      if properties.contains("nav") { navigation = path }
      if element["media-type"] == "application/x-dtbncx+xml" { oldContents = path }
      // Pictures may stand in the spine; they are no chapters.
      if element["media-type"]?.contains("html") ?? true, paths[id] == nil { paths[id] = path }
    case "itemref":
      if let id = element["idref"], spine.count < 100_000 { spine.append((id, element["linear"] != "no")) }
    default: break
    }
  }

  private mutating func set(_ name: String, _ value: String) {
    switch name {
    case "title": if title == nil { title = value }
    case "language": if language == nil { language = value }
    case "subject": subjects.append(value)
    case "creator": metadata.append(MetadataEntry("author", value))
    case "contributor", "publisher", "date", "identifier", "description", "rights":
      metadata.append(MetadataEntry(name, value))
    default: break
    }
  }

  /// A relative address with its percent signs resolved and without its fragment.
  static func decoded(_ address: String) -> String {
    var bytes: [UInt8] = []
    var rest = address.utf8.prefix { $0 != UInt8(ascii: "#") }[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
