internal import CLibYAML

/// One step of a YAML stream, and where it begins.
struct YAMLEvent {
  enum Kind {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(String)
    /// `isPlain`: without quotes and not a block scalar.
    case scalar(String, isPlain: Bool, anchor: String?)
    case sequenceStart(anchor: String?)
    case sequenceEnd
    case mappingStart(anchor: String?)
    case mappingEnd
  }

  var kind: Kind
  var place: YAMLPlace
}

/// A place in a text, from 1; columns count Unicode scalars.
struct YAMLPlace: Equatable {
  var line: Int
  var column: Int
}

/// Bytes that are not YAML, in the words of the parser.
struct YAMLSyntaxError: Error {
  var problem: String
  var place: YAMLPlace
  /// What was being read, for example `while parsing a flow sequence`, and where that began.
  var context: (text: String, place: YAMLPlace)?
}

/// The events of a YAML text, by libyaml.
@safe struct YAMLEvents: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  /// The parser reads from here, so the bytes must not move.
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// - Parameter utf8: valid UTF-8, as `YAMLText` makes it.
  init(_ utf8: [UInt8]) {
    unsafe parser = UnsafeMutablePointer.allocate(capacity: 1)
    unsafe input = UnsafeMutableBufferPointer.allocate(capacity: utf8.count)
    _ = unsafe input.initialize(from: utf8)
    unsafe yaml_parser_initialize(parser)
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe input.deallocate()
  }

  mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure }
    defer { unsafe yaml_event_delete(&event) }
    return unsafe YAMLEvent(kind: Self.kind(of: event), place: Self.place(event.start_mark))
  }

  private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
    switch unsafe event.type {
    case YAML_STREAM_END_EVENT: return .streamEnd
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return unsafe .alias(text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return unsafe .scalar(
        String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
        anchor: text(scalar.anchor))
    case YAML_SEQUENCE_START_EVENT: return unsafe .sequenceStart(anchor: text(event.data.sequence_start.anchor))
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT: return unsafe .mappingStart(anchor: text(event.data.mapping_start.anchor))
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    default: return .streamStart
    }
  }

  private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe bytes.map { unsafe String(cString: $0) }
  }

  private static func text(_ bytes: UnsafePointer<CChar>?) -> String? {
    unsafe bytes.map { unsafe String(cString: $0) }
  }

  private static func place(_ mark: yaml_mark_t) -> YAMLPlace {
    YAMLPlace(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  private var failure: YAMLSyntaxError {
    let problem = unsafe Self.text(parser.pointee.problem) ?? "it cannot be read"
    let place = unsafe Self.place(parser.pointee.problem_mark)
    let context = unsafe Self.text(parser.pointee.context).map { text in
      (text: text, place: unsafe Self.place(parser.pointee.context_mark))
    }
    return YAMLSyntaxError(problem: problem, place: place, context: context)
  }
}
