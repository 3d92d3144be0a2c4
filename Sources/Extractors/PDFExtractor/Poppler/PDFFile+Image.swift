internal import CPoppler

extension PDFFile {
  /// Pixels of an image at most: 25 megapixels are an A3 page at 300 pixels an inch.
  private static let maximumPixels = 25_000_000.0
  private static let usualResolution = 300.0

  /// The image of a page as it is shown, and its pixels a point; `nil` when the page cannot be drawn.
  func image(ofPage number: Int) -> (image: PageImage, scale: Double)? {
    guard let page = unsafe poppler_document_get_page(document, Int32(number - 1)) else { return nil }
    defer { unsafe g_object_unref(UnsafeMutableRawPointer(page)) }
    var width = 0.0
    var height = 0.0
    unsafe poppler_page_get_size(page, &width, &height)
    guard width.isFinite, height.isFinite, width >= 1, height >= 1 else { return nil }
    let scale = min(Self.usualResolution / 72, (Self.maximumPixels / (width * height)).squareRoot())
    let (columns, rows) = (Int((width * scale).rounded(.up)), Int((height * scale).rounded(.up)))
    guard (1...32_000).contains(columns), (1...32_000).contains(rows) else { return nil }
    guard let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows)) else {
      return nil
    }
    defer { unsafe cairo_surface_destroy(surface) }
    guard unsafe cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else { return nil }
    let context = unsafe cairo_create(surface)
    defer { unsafe cairo_destroy(context) }
    unsafe cairo_set_source_rgb(context, 1, 1, 1)
    unsafe cairo_paint(context)
    unsafe cairo_scale(context, scale, scale)
    unsafe poppler_page_render(page, context)
    unsafe cairo_surface_flush(surface)
    guard let data = unsafe cairo_image_surface_get_data(surface) else { return nil }
    let stride = unsafe Int(cairo_image_surface_get_stride(surface))
    var pixels: [UInt8] = []
    pixels.reserveCapacity(columns * rows)
    for row in 0..<rows {
      let line = unsafe UnsafeRawBufferPointer(start: data + row * stride, count: columns * 4)
      for column in 0..<columns {
        let pixel = unsafe line.loadUnaligned(fromByteOffset: column * 4, as: UInt32.self)
        // Luma of ITU-R BT.601, in 1/256.
        let luma = 77 * (pixel >> 16 & 0xFF) + 150 * (pixel >> 8 & 0xFF) + 29 * (pixel & 0xFF)
        pixels.append(UInt8(truncatingIfNeeded: luma >> 8))
      }
    }
    return (PageImage(width: columns, height: rows, pixels: pixels), scale)
  }
}
