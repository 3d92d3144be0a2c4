internal import Common
internal import HTTPTypes

/// A document whose name, size and content fit together.
package struct CheckedUpload: Equatable, Sendable {
  package enum Format: String, CaseIterable, Sendable {
    case pdf
    case docx
    case txt
    case md
  }

  /// The file's own name without folders, for people.
  package let name: String
  package let format: Format
  package let bytes: [UInt8]

  /// Checks an upload.
  ///
  /// - Throws: what is wrong with it, for the person who sent it.
  package init(name: String, bytes: [UInt8], limit: Int) throws(APIError) {
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    let clean = String(String.UnicodeScalarView(last.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
    guard !clean.isEmpty, clean.count <= 200 else {
      throw .invalid("file", "the file needs a name of at most 200 characters")
    }
    let formats = Format.allCases.map(\.rawValue).joined(separator: ", ")
    guard let dot = clean.lastIndex(of: "."),
      let format = Format(rawValue: clean[clean.index(after: dot)...].lowercased())
    else {
      throw APIError(
        .unsupportedMediaType, "unsupported_type", "documents may be of the types \(formats)", parameter: "file")
    }
    guard !bytes.isEmpty else { throw .invalid("file", "the file is empty") }
    guard bytes.count <= limit else {
      throw APIError(
        .contentTooLarge, "too_large", "the file has \(bytes.count) bytes; at most \(limit) are taken",
        parameter: "file")
    }
    guard Self.holds(bytes, format) else {
      throw APIError(
        .unsupportedMediaType, "content_mismatch", "the content is not what a .\(format.rawValue) file holds",
        parameter: "file")
    }
    self.name = clean
    self.format = format
    self.bytes = bytes
  }

  private static func holds(_ bytes: [UInt8], _ format: Format) -> Bool {
    switch format {
    case .pdf:
      // Readers allow for some bytes before the header.
      return contains(bytes.prefix(1024), Array("%PDF-".utf8))
    case .docx:
      // A zip whose parts are named in the clear: the one that every Word document has.
      return bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) && contains(bytes[...], Array("word/document.xml".utf8))
    case .txt, .md:
      // Text in UTF-8 or an older encoding has no zero bytes; UTF-16 begins with its mark.
      if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
      return !bytes.contains(0)
    }
  }

  private static func contains(_ bytes: ArraySlice<UInt8>, _ needle: [UInt8]) -> Bool {
    guard bytes.count >= needle.count, let first = needle.first else { return false }
    var index = bytes.startIndex
    let last = bytes.endIndex - needle.count
    while index <= last {
      if bytes[index] == first, bytes[index..<(index + needle.count)].elementsEqual(needle) { return true }
      index += 1
    }
    return false
  }
}
