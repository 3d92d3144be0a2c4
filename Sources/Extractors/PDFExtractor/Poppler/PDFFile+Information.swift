internal import CPoppler
internal import Common
internal import MarkupExtractor

extension PDFFile {
  /// The most attachments that are listed.
  private static let maximumAttachments = 1_000

  /// What the file says about itself: its information dictionary, and its XMP packet for what that leaves out.
  var information: (title: String?, language: String?, metadata: [MetadataEntry]) {
    let packet = unsafe Self.raw(poppler_document_get_metadata(document)).map { XMPPacket($0) } ?? XMPPacket()
    let values: [(String, String?)] = unsafe [
      ("author", Self.take(poppler_document_get_author(document)) ?? packet.authors),
      ("created", Self.takeDate(poppler_document_get_creation_date_time(document)) ?? packet.created),
      ("keywords", Self.take(poppler_document_get_keywords(document)) ?? packet.keywords),
      ("modified", Self.takeDate(poppler_document_get_modification_date_time(document)) ?? packet.modified),
      ("subject", Self.take(poppler_document_get_subject(document)) ?? packet.subject),
    ]
    let title = unsafe Self.take(poppler_document_get_title(document)) ?? packet.title
    return (
      title, packet.language,
      values.compactMap { key, value in value.map { MetadataEntry(key, $0) } }
        + attachments.map { MetadataEntry("attachment", $0) }
    )
  }

  /// The names of the files inside.
  private var attachments: [String] {
    guard unsafe poppler_document_has_attachments(document) != 0,
      let list = unsafe poppler_document_get_attachments(document)
    else { return [] }
    var names: [String] = []
    var next: UnsafeMutablePointer<GList>? = unsafe list
    while let entry = unsafe next {
      let attachment = unsafe entry.pointee.data.assumingMemoryBound(to: PopplerAttachment.self)
      if names.count < Self.maximumAttachments,
        let name = unsafe PDFText.collapsed(attachment.pointee.name.map { unsafe String(cString: $0) } ?? "")
      {
        names.append(name)
      }
      unsafe g_object_unref(UnsafeMutableRawPointer(attachment))
      unsafe next = entry.pointee.next
    }
    unsafe g_list_free(list)
    return names
  }

  private static func raw(_ text: UnsafeMutablePointer<CChar>?) -> String? {
    guard let text = unsafe text else { return nil }
    defer { unsafe g_free(text) }
    return unsafe String(cString: text)
  }
}
