internal import Common
internal import Extraction
internal import Yams

/// The YAML between two lines of "---", or the TOML between two of "+++", at the start of a Markdown file: title, language,
/// tags and other metadata.
struct FrontMatter {
  private(set) var title: String?
  private(set) var language: String?
  private(set) var tags: [String] = []
  private(set) var metadata: [MetadataEntry] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// Longer front matter is not YAML that somebody wrote by hand. Bytes.
  private static let maximumBytes = 64 << 10
  /// Mappings deeper than this are left out.
  private static let maximumDepth = 8

  /// Splits a file into its front matter, if it has one, and the rest.
  static func split(_ text: [UInt8]) -> (frontMatter: Self?, body: ArraySlice<UInt8>) {
    var lines = LineCursor(text)
    guard let first = lines.next(),
      isFence(text[first], [UInt8(ascii: "-")]) || isFence(text[first], [UInt8(ascii: "+")])
    else { return (nil, text[...]) }
    let fence = text[first.lowerBound]
    let start = lines.offset
    while let line = lines.next(), line.lowerBound - start <= maximumBytes {
      guard isFence(text[line], fence == UInt8(ascii: "-") ? [fence, UInt8(ascii: ".")] : [fence]) else { continue }
      let content = String(decoding: text[start..<line.lowerBound], as: UTF8.self)
      if fence == UInt8(ascii: "+") { return (Self(toml: content), text[lines.offset...]) }
      guard let frontMatter = Self(yaml: content) else { return (nil, text[...]) }
      return (frontMatter, text[lines.offset...])
    }
    return (nil, text[...])
  }

  /// Whether a line is three of one of `marks`.
  private static func isFence(_ line: ArraySlice<UInt8>, _ marks: [UInt8]) -> Bool {
    let mark = line.prefix(3)
    return mark.count == 3 && marks.contains(mark[mark.startIndex]) && mark.allSatisfy { $0 == mark[mark.startIndex] }
      && line.dropFirst(3).allSatisfy { $0 <= 0x20 }
  }

  private init(toml: String) {
    let fields = TOMLFields(toml)
    for (key, value) in fields.fields {
      switch value {
      case .scalar(let text): take(key, Node(text), depth: 1)
      case .list(let items): take(key, Node(items.map { Node($0) }), depth: 1)
      }
    }
    if let line = fields.unread.first {
      diagnostics.append(
        Diagnostic(
          .note, "front-matter-ignored", at: SourceLocation(file: "", line: line + 1),
          "\(fields.unread.count == 1 ? "a line" : "\(fields.unread.count) lines") of the front matter cannot be read",
          remedy: "write strings, numbers, dates and lists of them, or use YAML between lines of ---"))
    }
  }

  /// `nil` when the lines are not a mapping: then they were no front matter, only text between two rules.
  private init?(yaml: String) {
    do {
      guard let root = try Parser(yaml: yaml, resolver: .basic, encoding: .utf8).singleRoot() else { return }
      guard let mapping = root.mapping else { return nil }
      for (key, value) in mapping { take(key.scalar?.string ?? "", value, depth: 1) }
    } catch {
      // Prose between two rules is seldom YAML either; what begins like `key:` was meant to be.
      guard Self.looksLikeMapping(yaml) else { return nil }
      var (line, problem) = (1, "\(error)")
      if let error = error as? YamlError { (line, problem) = Self.explain(error) }
      diagnostics = [
        Diagnostic(
          .warning, "front-matter-unreadable", at: SourceLocation(file: "", line: line + 1),
          "the front matter is not YAML: \(problem)", remedy: "correct it; the text was read without it")
      ]
    }
  }

  private static func looksLikeMapping(_ yaml: String) -> Bool {
    let line = yaml.utf8.drop { $0 <= 0x20 }.prefix { $0 != 0x0A }
    let key = line.prefix { $0 != UInt8(ascii: ":") }
    return key.count < line.count && !key.isEmpty && key.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  /// The line of a problem, from 1 in the YAML, and its reason.
  private static func explain(_ error: YamlError) -> (line: Int, problem: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, problem)
    case .duplicatedKeysInMapping(let keys, let context):
      (context.mark.line, "the key \(keys.map { "\($0)" }.sorted().first ?? "") is there more than once")
    case .reader(let problem, _, _, _): (1, problem)
    default: (1, "it cannot be parsed")
    }
  }

  private mutating func take(_ key: String, _ value: Node, depth: Int) {
    let name = Self.kebabCase(key)
    if name.isEmpty || depth > Self.maximumDepth { return }
    switch (name, value) {
    case ("title", .scalar(let scalar)): title = scalar.string
    case ("lang", .scalar(let scalar)), ("language", .scalar(let scalar)): language = scalar.string
    case ("tags", _), ("keywords", _), ("tag", _): tags += Self.list(value)
    case (_, .mapping(let mapping)):
      for (inner, value) in mapping { take(name + "-" + (inner.scalar?.string ?? ""), value, depth: depth + 1) }
    default:
      let text = Self.list(value, separator: nil).joined(separator: ", ")
      if !text.isEmpty { metadata.append(MetadataEntry(name, text)) }
    }
  }

  /// The scalars of a sequence, or the parts of one scalar between separators.
  private static func list(_ node: Node, separator: Character? = ",") -> [String] {
    switch node {
    case .scalar(let scalar):
      if scalar.tag.rawValue == "tag:yaml.org,2002:null" || ["", "~", "null"].contains(scalar.string) { return [] }
      guard let separator else { return [scalar.string] }
      return scalar.string.split(separator: separator).map { String($0).trimmed }
    case .sequence(let sequence): return sequence.compactMap { $0.scalar?.string }
    default: return []
    }
  }

  /// "Last Modified" and "last_modified" as "last-modified"; characters that no key needs are dropped.
  private static func kebabCase(_ key: String) -> String {
    var name = ""
    for byte in key.lowercased().utf8.prefix(100) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: " "), UInt8(ascii: "."):
        if !name.isEmpty, !name.hasSuffix("-") { name += "-" }
      default: break
      }
    }
    return name.hasSuffix("-") ? String(name.dropLast()) : name
  }
}

/// The lines of some bytes, one at a time.
private struct LineCursor {
  private let bytes: [UInt8]
  /// Where the next line starts.
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next line without its end; `nil` after the last.
  mutating func next() -> Range<Int>? {
    guard offset < bytes.count else { return nil }
    let start = offset
    let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
    offset = min(end + 1, bytes.count)
    return start..<end
  }
}
