/// What the first bytes of a file say it is.
package enum ContentSignature: Equatable, Sendable {
  case format(DocumentFormat)
  /// Something that no extractor reads, in words: "a PNG image".
  case other(String)

  /// The most that is looked at from either end, in bytes.
  private static let sampleBytes = 1 << 20

  /// What `bytes` begin like; `nil` for text of any kind and for what nobody knows.
  package static func find(in bytes: [UInt8]) -> Self? {
    // Marks that are words, "OTTO" for one, mean nothing at the start of a text.
    let isText = isText(bytes)
    for (offset, mark, kind) in fixed where bytes.dropFirst(offset).starts(with: mark) {
      if !isText || !self.isText(mark) { return .other(kind) }
    }
    if bytes.starts(with: Array("%!PS".utf8)) { return .other("a PostScript document") }
    if bytes.starts(with: Array("{\\rtf".utf8)) { return .format(.rtf) }
    if bytes.starts(with: Array("%PDF-".utf8)) || !isText && mentionsPDF(bytes) { return .format(.pdf) }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
      return zip(bytes)
    }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return compound(bytes) }
    return markup(bytes)
  }

  /// Whether the mark of a PDF is near the start; readers accept up to 1,024 bytes of something else before it.
  static func mentionsPDF(_ bytes: [UInt8]) -> Bool { bytes.prefix(1_029).contains(sequence: "%PDF-") }

  /// Whether the beginning is UTF-8 without controls.
  static func isText(_ bytes: [UInt8]) -> Bool {
    let sample = bytes.prefix(4_096)
    guard !sample.contains(where: { $0 < 0x09 || (0x0E...0x1A).contains($0) || $0 == 0x7F }) else { return false }
    // A character that the sample's end cuts is no reason.
    return (0..<4).contains { String(validating: sample.dropLast($0), as: UTF8.self) != nil }
  }

  private static let fixed: [(offset: Int, mark: [UInt8], kind: String)] = [
    (0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"), (0, [0xFF, 0xD8, 0xFF], "a JPEG image"),
    (0, Array("GIF8".utf8), "a GIF image"), (0, [0x49, 0x49, 0x2A, 0x00], "a TIFF image"),
    (0, [0x4D, 0x4D, 0x00, 0x2A], "a TIFF image"), (8, Array("WEBPVP8".utf8), "a WebP image"),
    (4, Array("ftypheic".utf8), "a HEIC image"), (4, Array("ftypavif".utf8), "an AVIF image"),
    (4, Array("ftyp".utf8), "an MP4 video"), (8, Array("WAVEfmt ".utf8), "a WAV sound"),
    (0, Array("OggS".utf8), "an Ogg sound"), (0, Array("ID3".utf8) + [3], "an MP3 sound"),
    (0, Array("fLaC".utf8), "a FLAC sound"), (0, [0x1A, 0x45, 0xDF, 0xA3], "a Matroska video"),
    (0, [0x1F, 0x8B, 0x08], "a gzip archive"), (0, Array("BZh".utf8), "a bzip2 archive"),
    (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz archive"), (0, [0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
    (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"), (0, Array("Rar!".utf8) + [0x1A, 0x07], "a RAR archive"),
    (257, Array("ustar".utf8), "a tar archive"), (0, [0x7F] + Array("ELF".utf8), "a program"),
    (0, [0x4D, 0x5A, 0x90, 0x00], "a program"), (0, [0xCA, 0xFE, 0xBA, 0xBE], "a Java class"),
    (0, [0x00, 0x61, 0x73, 0x6D], "a WebAssembly module"),
    (0, Array("SQLite format 3".utf8) + [0], "an SQLite database"),
    (0, Array("PAR1".utf8), "a Parquet table"), (0, Array("wOFF".utf8), "a font"), (0, Array("wOF2".utf8), "a font"),
    (0, [0x00, 0x01, 0x00, 0x00, 0x00], "a font"), (0, Array("OTTO".utf8), "a font"),
    (0, Array("AT&TFORM".utf8), "a DjVu document"),
  ]

  /// Zip containers tell themselves apart by the names of their entries.
  private static func zip(_ bytes: [UInt8]) -> Self {
    let head = bytes.prefix(sampleBytes)
    let start = head.dropFirst(30)
    for format in [DocumentFormat.epub, .odt, .ods, .odp] {
      if start.starts(with: Array("mimetype".utf8) + Array(format.mediaTypes[0].utf8)) { return .format(format) }
    }
    let tail = bytes.suffix(sampleBytes)
    func has(_ name: String) -> Bool { head.contains(sequence: name) || tail.contains(sequence: name) }
    if has("word/document") { return .format(.docx) }
    if has("ppt/presentation") { return .format(.pptx) }
    if has("xl/workbook.bin") { return .other("a binary Excel workbook (XLSB)") }
    if has("xl/workbook") { return .format(.xlsx) }
    // Documents that other programs write may name their main part differently; the extractor looks it up.
    if has("[Content_Types].xml") {
      for (folder, format) in [("word/", DocumentFormat.docx), ("ppt/", .pptx), ("xl/", .xlsx)] where has(folder) {
        return .format(format)
      }
    }
    if has("META-INF/container.xml") { return .format(.epub) }
    if has("Index/Document.iwa") || has("Index.zip") { return .other("an iWork document") }
    return .other("a zip archive")
  }

  /// The container of old Office files; new ones that are encrypted lie in it too.
  private static func compound(_ bytes: [UInt8]) -> Self {
    let directory = bytes.prefix(sampleBytes) + bytes.suffix(sampleBytes)
    func has(_ name: String) -> Bool { directory.contains(name.utf8.flatMap { [$0, 0] }) }
    if has("EncryptedPackage") { return .other("an encrypted Office document") }
    if has("WordDocument") { return .other("an old Word document (DOC)") }
    if has("Workbook") || has("Book") { return .other("an old Excel workbook (XLS)") }
    if has("PowerPoint Document") { return .other("an old PowerPoint presentation (PPT)") }
    if has("__properties_version1.0") { return .other("an Outlook message (MSG)") }
    return .other("an old Office document")
  }

  private static func markup(_ bytes: [UInt8]) -> Self? {
    // A flat OpenDocument file declares two kilobytes of namespaces before it says what it is.
    let sample = bytes.prefix(8_192).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    var start = sample[...]
    if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
    start = start.drop { $0 <= 0x20 }
    if start.starts(with: Array("<!doctype html".utf8)) || start.starts(with: Array("<html".utf8)) {
      return .format(.html)
    }
    guard start.starts(with: Array("<?xml".utf8)) else { return nil }
    if start.contains(sequence: "<office:document ") {
      for format in [DocumentFormat.odt, .ods, .odp] where start.contains(sequence: format.mediaTypes[0]) {
        return .format(format)
      }
    }
    return start.contains(sequence: "<!doctype html") || start.contains(sequence: "<html")
      ? .format(.html) : .format(.xml)
  }
}

extension ArraySlice<UInt8> {
  fileprivate func contains(sequence text: String) -> Bool { contains(Array(text.utf8)) }

  /// Whether `pattern` is in here; looks at each place where its first byte is.
  fileprivate func contains(_ pattern: [UInt8]) -> Bool {
    guard let first = pattern.first else { return true }
    var rest = self
    while let index = rest.firstIndex(of: first) {
      rest = rest[index...]
      if rest.starts(with: pattern) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
