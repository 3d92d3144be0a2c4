internal import CLibXML2
import Extraction

/// Parses HTML with libxml2's tolerant parser into a `MarkupTree`.
///
/// The parser's events go straight into the tree: libxml2 builds no document of its own, so its limit of 256 levels
/// does not cut pages and nothing is allocated per node.
enum HTMLParser {
  /// Parses `utf8`, which is valid UTF-8.
  static func parse(_ utf8: [UInt8], limits: ExtractionLimits) -> MarkupTree? {
    let builder = MarkupTreeBuilder(capacity: utf8.count, maximumDepth: limits.depth)
    let parsed = unsafe utf8.withUnsafeBufferPointer { buffer -> Bool in
      unsafe buffer.withMemoryRebound(to: CChar.self) { unsafe run($0, builder) }
    }
    return parsed ? builder.finish() : nil
  }

  private static func run(_ input: UnsafeBufferPointer<CChar>, _ builder: MarkupTreeBuilder) -> Bool {
    guard let count = Int32(exactly: input.count), count > 0,
      let context = unsafe htmlCreateMemoryParserCtxt(input.baseAddress, count)
    else { return false }
    defer { unsafe htmlFreeParserCtxt(context) }
    unsafe context.pointee.charset = Int32(XML_CHAR_ENCODING_UTF8.rawValue)
    unsafe htmlCtxtUseOptions(
      context,
      Int32(
        HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
          | HTML_PARSE_NONET.rawValue | HTML_PARSE_IGNORE_ENC.rawValue))
    var handler = unsafe xmlSAXHandler()
    unsafe handler.initialized = 1
    unsafe handler.startElement = { context, name, attributes in
      guard let context = unsafe context, let name = unsafe name else { return }
      unsafe Unmanaged<MarkupTreeBuilder>.fromOpaque(context).takeUnretainedValue().start(name, attributes)
    }
    unsafe handler.endElement = { context, name in
      guard let context = unsafe context, let name = unsafe name else { return }
      unsafe Unmanaged<MarkupTreeBuilder>.fromOpaque(context).takeUnretainedValue().end(name)
    }
    let characters: charactersSAXFunc = { context, text, count in
      guard let context = unsafe context, let text = unsafe text else { return }
      unsafe Unmanaged<MarkupTreeBuilder>.fromOpaque(context).takeUnretainedValue()
        .characters(UnsafeBufferPointer(start: text, count: Int(count)))
    }
    unsafe handler.characters = unsafe characters
    unsafe handler.ignorableWhitespace = unsafe characters
    unsafe handler.cdataBlock = unsafe characters
    return withExtendedLifetime(builder) {
      unsafe withUnsafeMutablePointer(to: &handler) { handler in
        let own = unsafe context.pointee.sax
        unsafe context.pointee.sax = handler
        unsafe context.pointee.userData = Unmanaged.passUnretained(builder).toOpaque()
        unsafe htmlParseDocument(context)
        unsafe context.pointee.sax = own
        unsafe context.pointee.userData = nil
        return true
      }
    }
  }
}
