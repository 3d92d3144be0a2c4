internal import CPoppler

extension PDFFile {
  /// Adds the values of the form's fields where they stand, as Poppler leaves them out of a page's text.
  func addFields(of page: OpaquePointer, to text: inout PageText) {
    guard let list = unsafe poppler_page_get_form_field_mapping(page) else { return }
    defer { unsafe poppler_page_free_form_field_mapping(list) }
    var next: UnsafeMutablePointer<GList>? = unsafe list
    while let entry = unsafe next {
      let mapping = unsafe entry.pointee.data.assumingMemoryBound(to: PopplerFormFieldMapping.self)
      if let field = unsafe mapping.pointee.field, let value = unsafe Self.value(of: field) {
        let box = unsafe Self.box(mapping.pointee.area, on: text)
        text.add(value, in: box, size: min(max(box.height * 0.7, 6), 12))
      }
      unsafe next = entry.pointee.next
    }
  }

  /// What a field holds: text, the chosen items, or a cross for a button that is on.
  private static func value(of field: OpaquePointer) -> String? {
    switch unsafe poppler_form_field_get_field_type(field) {
    case POPPLER_FORM_FIELD_TEXT: return unsafe take(poppler_form_field_text_get_text(field))
    case POPPLER_FORM_FIELD_CHOICE:
      let chosen = unsafe (0..<max(0, poppler_form_field_choice_get_n_items(field))).filter {
        unsafe poppler_form_field_choice_is_item_selected(field, $0) != 0
      }.compactMap { unsafe take(poppler_form_field_choice_get_item(field, $0)) }
      if !chosen.isEmpty { return chosen.joined(separator: ", ") }
      return unsafe take(poppler_form_field_choice_get_text(field))
    case POPPLER_FORM_FIELD_BUTTON:
      guard unsafe poppler_form_field_button_get_button_type(field) != POPPLER_FORM_BUTTON_PUSH else { return nil }
      return unsafe poppler_form_field_button_get_state(field) != 0 ? "☒" : nil
    default: return nil
    }
  }

  /// Adds text that was typed onto the page where it stands, and notes that readers pinned to it.
  func addAnnotations(of page: OpaquePointer, to text: inout PageText) {
    guard let list = unsafe poppler_page_get_annot_mapping(page) else { return }
    defer { unsafe poppler_page_free_annot_mapping(list) }
    var next: UnsafeMutablePointer<GList>? = unsafe list
    while let entry = unsafe next {
      let mapping = unsafe entry.pointee.data.assumingMemoryBound(to: PopplerAnnotMapping.self)
      if let annotation = unsafe mapping.pointee.annot {
        switch unsafe poppler_annot_get_annot_type(annotation) {
        case POPPLER_ANNOT_FREE_TEXT:
          if let content = unsafe Self.take(poppler_annot_get_contents(annotation)) {
            text.add(content, in: unsafe Self.box(mapping.pointee.area, on: text), size: 10)
          }
        case POPPLER_ANNOT_TEXT, POPPLER_ANNOT_HIGHLIGHT, POPPLER_ANNOT_UNDERLINE, POPPLER_ANNOT_STRIKE_OUT,
          POPPLER_ANNOT_SQUIGGLY, POPPLER_ANNOT_CARET, POPPLER_ANNOT_INK, POPPLER_ANNOT_SQUARE, POPPLER_ANNOT_CIRCLE,
          POPPLER_ANNOT_LINE, POPPLER_ANNOT_POLYGON, POPPLER_ANNOT_POLY_LINE, POPPLER_ANNOT_STAMP:
          if let content = unsafe Self.take(poppler_annot_get_contents(annotation)) { text.notes.append(content) }
        default: break
        }
      }
      unsafe next = entry.pointee.next
    }
  }

  /// A rectangle that Poppler gives from the lower left corner.
  private static func box(_ area: PopplerRectangle, on page: PageText) -> PDFBox {
    PDFBox(
      left: min(area.x1, area.x2), top: page.height - max(area.y1, area.y2), right: max(area.x1, area.x2),
      bottom: page.height - min(area.y1, area.y2))
  }
}
