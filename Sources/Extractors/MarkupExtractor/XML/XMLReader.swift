internal import CLibXML2
package import Common

/// Walks XML with libxml2's text reader, which holds one element at a time and not the document.
///
/// Nothing outside the bytes is ever opened: no network, no external subset. An entity that the document
/// declares itself is its text, if that is text alone. libxml2's own limits stay on: 256 open elements, 10 MB for one text.
package enum XMLReader {
  /// libxml2; its version comes as "20914", which is 2.9.14, with an addition where it was built from a working copy.
  package static var library: LibraryVersion {
    let text = unsafe almanac_libxml2_version().map { unsafe String(cString: $0) } ?? ""
    guard let number = Int(text.prefix { $0.isNumber }) else { return LibraryVersion("libxml2", text) }
    let addition = text.drop { $0.isNumber }
    return LibraryVersion("libxml2", "\(number / 10_000).\(number / 100 % 100).\(number % 100)\(addition)")
  }

  private static let isReady: Bool = {
    xmlInitParser()
    return true
  }()

  /// Hands the events of `bytes` to `body` until it returns `false` or the document ends.
  package static func read(_ bytes: [UInt8], _ body: (XMLEvent) -> Bool) throws(XMLReadingError) {
    guard isReady, bytes.count <= Int(Int32.max) else {
      throw XMLReadingError(line: 1, reason: "it is larger than 2 GiB")
    }
    let error = unsafe bytes.withUnsafeBytes { buffer in unsafe read(buffer, body) }
    if let error { throw error }
  }

  private static func read(_ buffer: UnsafeRawBufferPointer, _ body: (XMLEvent) -> Bool) -> XMLReadingError? {
    xmlResetLastError()
    let options = [XML_PARSE_NONET, XML_PARSE_NOERROR, XML_PARSE_NOWARNING, XML_PARSE_COMPACT]
      .reduce(0) { $0 | Int32(bitPattern: $1.rawValue) }
    let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
    guard let reader = unsafe xmlReaderForMemory(start, Int32(buffer.count), nil, nil, options) else {
      return XMLReadingError(line: 1, reason: "it is empty")
    }
    defer { unsafe xmlFreeTextReader(reader) }
    var status = unsafe xmlTextReaderRead(reader)
    while status == 1 {
      if unsafe !hand(over: reader, to: body) { return nil }
      status = unsafe xmlTextReaderRead(reader)
    }
    return status == 0 ? nil : unsafe failure(reader)
  }

  /// - Returns: `false` when `body` wants no more.
  private static func hand(over reader: xmlTextReaderPtr, to body: (XMLEvent) -> Bool) -> Bool {
    let kind = unsafe xmlReaderTypes(UInt32(bitPattern: xmlTextReaderNodeType(reader)))
    switch kind {
    case XML_READER_TYPE_ELEMENT:
      let isEmpty = unsafe xmlTextReaderIsEmptyElement(reader) == 1
      let element = unsafe element(reader)
      return body(.start(element)) && (!isEmpty || body(.end(element.name)))
    case XML_READER_TYPE_END_ELEMENT:
      return unsafe body(.end(string(xmlTextReaderConstLocalName(reader))))
    case XML_READER_TYPE_TEXT, XML_READER_TYPE_CDATA, XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
      return unsafe body(.text(string(xmlTextReaderConstValue(reader))))
    case XML_READER_TYPE_ENTITY_REFERENCE:
      guard let text = unsafe entity(reader) else { return true }
      return body(.text(text))
    case XML_READER_TYPE_DOCUMENT_TYPE:
      return unsafe body(.documentType(string(xmlTextReaderConstName(reader))))
    default:
      return true
    }
  }

  /// The text of the entity that is referred to: of those inside the document, and without markup or others in it, so
  /// that the text cannot grow by more than `body` sees.
  private static func entity(_ reader: xmlTextReaderPtr) -> String? {
    guard let node = unsafe xmlTextReaderCurrentNode(reader),
      let entity = unsafe xmlGetDocEntity(node.pointee.doc, node.pointee.name),
      unsafe entity.pointee.etype == XML_INTERNAL_GENERAL_ENTITY
    else { return nil }
    let text = unsafe string(entity.pointee.content)
    return text.utf8.contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") } ? nil : text
  }

  private static func element(_ reader: xmlTextReaderPtr) -> XMLElement {
    var element = unsafe XMLElement(
      namespace: string(xmlTextReaderConstNamespaceUri(reader)), name: string(xmlTextReaderConstLocalName(reader)))
    guard unsafe xmlTextReaderHasAttributes(reader) == 1 else { return element }
    while unsafe xmlTextReaderMoveToNextAttribute(reader) == 1 {
      if unsafe xmlTextReaderIsNamespaceDecl(reader) == 1 { continue }
      let attribute = unsafe XMLAttribute(
        name: string(xmlTextReaderConstLocalName(reader)), value: string(xmlTextReaderConstValue(reader)))
      element.attributes.append(attribute)
    }
    unsafe _ = xmlTextReaderMoveToElement(reader)
    return element
  }

  private static func failure(_ reader: xmlTextReaderPtr) -> XMLReadingError {
    let line = unsafe max(1, Int(xmlTextReaderGetParserLineNumber(reader)))
    guard let error = unsafe xmlGetLastError(), let message = unsafe error.pointee.message else {
      return XMLReadingError(line: line, reason: "it is not well-formed XML")
    }
    let reason = unsafe String(cString: message).prefix { !$0.isNewline }
    return XMLReadingError(line: line, reason: String(reason))
  }

  private static func string(_ characters: UnsafePointer<xmlChar>?) -> String {
    unsafe characters.map { unsafe String(cString: $0) } ?? ""
  }
}
