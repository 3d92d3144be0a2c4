internal import CPoppler

extension PDFFile {
  /// The text of one page, from 1; `nil` when the page cannot be read.
  func text(ofPage number: Int) -> PageText? {
    guard let page = unsafe poppler_document_get_page(document, Int32(number - 1)) else { return nil }
    defer { unsafe g_object_unref(UnsafeMutableRawPointer(page)) }
    var width = 0.0
    var height = 0.0
    unsafe poppler_page_get_size(page, &width, &height)
    var text = PageText(number: number, width: width, height: height)
    // One call each a page: Poppler lays the page out with the first and keeps the result for the others.
    if let content = unsafe poppler_page_get_text(page) {
      defer { unsafe g_free(content) }
      var rectangles: UnsafeMutablePointer<PopplerRectangle>?
      var count: guint = 0
      _ = unsafe poppler_page_get_text_layout(page, &rectangles, &count)
      defer { unsafe g_free(rectangles) }
      let boxes = unsafe UnsafeBufferPointer(start: rectangles, count: rectangles == nil ? 0 : Int(count))
      let bytes = unsafe UnsafeRawBufferPointer(start: content, count: strlen(content))
      let (reader, isWhole) = unsafe read(bytes, boxes, fontRuns(of: page))
      text.bytes = reader.bytes
      text.segments = reader.segments
      text.hasPlaces = isWhole
    }
    unsafe addFields(of: page, to: &text)
    unsafe addAnnotations(of: page, to: &text)
    return text
  }

  /// Whether a page shows an image; it costs as much as reading the page again.
  func hasImages(page number: Int) -> Bool {
    guard let page = unsafe poppler_document_get_page(document, Int32(number - 1)) else { return false }
    defer { unsafe g_object_unref(UnsafeMutableRawPointer(page)) }
    guard let images = unsafe poppler_page_get_image_mapping(page) else { return false }
    unsafe poppler_page_free_image_mapping(images)
    return true
  }

  /// Reads the characters of a page.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, a line each; Poppler adds U+202A…U+202C around parts that run against the line, without boxes.
  ///   - boxes: one for each other character.
  /// - Returns: the reader, and whether there was a box for each character and a character for each box.
  private func read(
    _ bytes: UnsafeRawBufferPointer, _ boxes: UnsafeBufferPointer<PopplerRectangle>, _ runs: [SegmentReader.FontRun]
  ) -> (SegmentReader, isWhole: Bool) {
    var reader = SegmentReader(runs: runs, capacity: bytes.count + 16)
    var index = 0
    var box = 0
    var isLineStart = true
    var line = 0.0
    while index < bytes.count {
      if isLineStart {
        reader.beginLine(isRightToLeft: unsafe Self.isRightToLeft(bytes, from: index))
        isLineStart = false
        line += 1
      }
      let (scalar, length) = unsafe Self.scalar(bytes, at: index)
      index += length
      if (0x202A...0x202C).contains(scalar) {
        if scalar == 0x202C { reader.closeFragment() } else { reader.openFragment() }
        continue
      }
      defer { box += 1 }
      switch scalar {
      case 0x0A, 0x0C:
        reader.endLine()
        isLineStart = true
      case 0...0x20, 0x7F, 0xA0: reader.space()
      default:
        guard box < boxes.count else {
          // The order is kept by boxes that stand below each other.
          reader.add(scalar, in: PDFBox(left: 0, top: 12 * line, right: 1, bottom: 12 * line + 10))
          continue
        }
        let corners = unsafe boxes[box]
        reader.add(
          scalar,
          in: PDFBox(
            left: min(corners.x1, corners.x2), top: min(corners.y1, corners.y2), right: max(corners.x1, corners.x2),
            bottom: max(corners.y1, corners.y2)))
      }
    }
    reader.endSegment()
    return (reader, box == boxes.count)
  }

  /// Whether the line at `start` has a letter of Hebrew, Arabic or another script that runs from the right: by the first
  /// bytes of U+0590…U+08FF, U+FB1D…U+FDFF and U+FE70…U+FEFF.
  private static func isRightToLeft(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Bool {
    var index = start
    while index < bytes.count {
      let byte = unsafe bytes[index]
      if byte == 0x0A { return false }
      if byte >= 0xD6 {
        if byte <= 0xDF { return true }
        let next = unsafe index + 1 < bytes.count ? bytes[index + 1] : 0
        if byte == 0xE0, (0xA0...0xA3).contains(next) { return true }
        if byte == 0xEF, (0xAC...0xB7).contains(next) || (0xB9...0xBB).contains(next) {
          let third = unsafe index + 2 < bytes.count ? bytes[index + 2] : 0
          if next != 0xAC || third >= 0x9D { return true }
        }
      }
      index += 1
    }
    return false
  }

  /// The scalar at `index` and its bytes; GLib's text is valid, but nothing is read past the end in any case.
  @inline(__always)
  private static func scalar(_ bytes: UnsafeRawBufferPointer, at index: Int) -> (UInt32, Int) {
    let first = unsafe UInt32(bytes[index])
    if first < 0x80 { return (first, 1) }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard first >= 0xC0, index + length <= bytes.count else { return (0xFFFD, 1) }
    var scalar = first & (0x7F >> UInt32(length))
    for offset in 1..<length { scalar = unsafe scalar << 6 | UInt32(bytes[index + offset]) & 0x3F }
    return (Unicode.Scalar(scalar) == nil ? 0xFFFD : scalar, length)
  }

  /// The fonts of a page's characters.
  private func fontRuns(of page: OpaquePointer) -> [SegmentReader.FontRun] {
    guard let list = unsafe poppler_page_get_text_attributes(page) else { return [] }
    defer { unsafe poppler_page_free_text_attributes(list) }
    var runs: [SegmentReader.FontRun] = []
    var next: UnsafeMutablePointer<GList>? = unsafe list
    while let entry = unsafe next {
      let attributes = unsafe entry.pointee.data.assumingMemoryBound(to: PopplerTextAttributes.self)
      let name = unsafe attributes.pointee.font_name.map { unsafe String(cString: $0) } ?? ""
      // Half points: what differs less is one size for a reader.
      let size = unsafe (attributes.pointee.font_size * 2).rounded() / 2
      runs.append(
        SegmentReader.FontRun(
          end: unsafe Int(attributes.pointee.end_index) + 1, size: size.isFinite ? size : 0, style: style(of: name)))
      unsafe next = entry.pointee.next
    }
    return runs
  }

  private func style(of name: String) -> FontStyle {
    if let style = styles[name] { return style }
    let style = FontStyle(fontName: name)
    styles[name] = style
    return style
  }
}
