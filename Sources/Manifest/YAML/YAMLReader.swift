internal import Common
internal import Yams

/// Reads a YAML file into nodes, or says where and why that fails.
///
/// The parser behind it stops at the first duplicate key and names only one of its places. To report all of them, a
/// private-use scalar is put in front of the first of two equal keys and the text is parsed again; `marks` maps the
/// shifted columns back.
struct YAMLReader {
  private let file: String
  private var bytes: [UInt8]
  private var marks: [Mark] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// Nodes that may still be made; what is reached through many aliases counts each time.
  private var budget: Int

  /// A marker in front of a key, at its place in the original text.
  private struct Mark {
    var line: Int
    var column: Int
  }

  private static let maximumDuplicates = 100
  private static let firstMarker: UInt32 = 0xF0000

  private init(_ text: YAMLText, file: String) {
    self.file = file
    bytes = text.bytes
    diagnostics = text.diagnostics
    budget = 1000 + 4 * text.bytes.count
  }

  /// The root of the only document in `input`; `nil` when the file is empty or cannot be read.
  static func read(_ input: [UInt8], file: String) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
    var reader = YAMLReader(YAMLText(input, file: file), file: file)
    let root = reader.root()
    return (root, reader.diagnostics)
  }

  private mutating func root() -> YAMLNode? {
    if AliasBudget(bytes).isExceeded {
      diagnostics.append(
        Diagnostic(
          .error, "alias-expansion", at: SourceLocation(file: file),
          "the file uses too many anchors and aliases in keys",
          remedy: "write the keys out"))
      return nil
    }
    while true {
      do {
        let parser = try Parser(
          yaml: String(decoding: bytes, as: UTF8.self), resolver: .basic, constructor: .default, encoding: .utf8)
        guard let root = try parser.singleRoot() else { return nil }
        return converted(root, depth: 0)
      } catch let error as YamlError {
        if case .duplicatedKeysInMapping(let keys, let context) = error {
          if mark(line: context.mark.line, column: context.mark.column) { continue }
          report(
            "duplicate-key", context.mark.line, context.mark.column,
            "the key `\(keys.first ?? "")` is given more than once", remedy: "merge the entries or remove one")
          return nil
        }
        report(error)
        return nil
      } catch {
        diagnostics.append(
          Diagnostic(.error, "invalid-yaml", at: SourceLocation(file: file), "this is not valid YAML: \(error)"))
        return nil
      }
    }
  }

  // MARK: Duplicate keys

  /// Puts a marker in front of the key at a place of the current text; false when that cannot help.
  private mutating func mark(line: Int, column: Int) -> Bool {
    guard marks.count < Self.maximumDuplicates, var offset = offset(line: line, column: column) else { return false }
    let place = original(line: line, column: column)
    let isMarked = marks.contains { $0.line == line && $0.column == place }
    if isMarked { return false }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") || bytes[offset] == UInt8(ascii: "'") { offset += 1 }
    guard let scalar = Unicode.Scalar(Self.firstMarker + UInt32(marks.count)) else { return false }
    bytes.insert(contentsOf: Array(String(scalar).utf8), at: offset)
    marks.append(Mark(line: line, column: place))
    return true
  }

  /// The byte at a line and column of the current text.
  private func offset(line: Int, column: Int) -> Int? {
    var index = 0
    var (atLine, atColumn) = (1, 1)
    while index < bytes.count {
      if atLine == line, atColumn == column { return index }
      if atLine > line { return nil }
      let length = max(1, YAMLText.scalarLength(in: bytes[...], at: index))
      let scalar = bytes[index..<(index + length)]
      index += length
      atColumn += 1
      if isLineBreak(scalar, next: index < bytes.count ? bytes[index] : 0) {
        atLine += 1
        atColumn = 1
      }
    }
    return nil
  }

  /// What the parser counts as the end of a line: LF, CR, CR LF, U+0085, U+2028 and U+2029.
  private func isLineBreak(_ scalar: ArraySlice<UInt8>, next: UInt8) -> Bool {
    switch Array(scalar) {
    case [10], [0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]: true
    case [13]: next != 10
    default: false
    }
  }

  /// The column in the original text of a column in the current one.
  private func original(line: Int, column: Int) -> Int {
    var shift = 0
    for place in marks.filter({ $0.line == line }).map(\.column).sorted() where place + shift < column { shift += 1 }
    return column - shift
  }

  // MARK: Nodes

  private mutating func converted(_ node: Node, depth: Int) -> YAMLNode? {
    let line = node.mark?.line ?? 1
    let column = original(line: line, column: node.mark?.column ?? 1)
    budget -= 1
    if budget <= 0 {
      if budget == 0 {
        report(
          "alias-expansion", line, column, "the aliases of the file expand to more than it may hold",
          remedy: "write the values out instead of nesting aliases")
      }
      return nil
    }
    if depth > 64 {
      reportNesting(line, column)
      return nil
    }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain
      return YAMLNode(content: .scalar(scalar.string, isPlain: isPlain), line: line, column: column)
    case .sequence(let sequence):
      var nodes: [YAMLNode] = []
      for child in sequence {
        guard let child = converted(child, depth: depth + 1) else { return nil }
        nodes.append(child)
      }
      return YAMLNode(content: .sequence(nodes), line: line, column: column)
    case .mapping(let mapping):
      guard let entries = entries(of: mapping, depth: depth) else { return nil }
      return YAMLNode(content: .mapping(entries), line: line, column: column)
    case .alias:
      return nil
    }
  }

  private mutating func entries(of mapping: Node.Mapping, depth: Int) -> [YAMLNode.Entry]? {
    var entries: [YAMLNode.Entry] = []
    var lines: [String: Int] = [:]
    for (key, value) in mapping {
      guard let keyNode = converted(key, depth: depth + 1) else { return nil }
      guard case .scalar(let text, _) = keyNode.content else {
        report(
          "key-not-text", keyNode.line, keyNode.column, "a key must be a text, not \(keyNode.kindInWords)",
          remedy: "write a name in front of the colon")
        continue
      }
      let name = withoutMarker(text)
      guard let value = converted(value, depth: depth + 1) else { return nil }
      if let first = lines[name] {
        report(
          "duplicate-key", keyNode.line, keyNode.column,
          "the key `\(YAMLNode.shortened(name))` is given twice; the first one is on line \(first)",
          remedy: "merge the two or remove one")
        continue
      }
      lines[name] = keyNode.line
      entries.append(YAMLNode.Entry(key: name, keyNode: keyNode, value: value))
    }
    return entries
  }

  private func withoutMarker(_ text: String) -> String {
    guard let first = text.unicodeScalars.first else { return text }
    let markers = Self.firstMarker..<(Self.firstMarker + UInt32(marks.count))
    guard markers.contains(first.value) else { return text }
    return withoutMarker(String(text.unicodeScalars.dropFirst()))
  }

  private mutating func reportNesting(_ line: Int, _ column: Int) {
    report("nesting", line, column, "values are nested more than 64 deep", remedy: "flatten the file")
  }

  private mutating func report(_ identifier: String, _ line: Int, _ column: Int, _ reason: String, remedy: String) {
    diagnostics.append(
      Diagnostic(
        .error, identifier, at: SourceLocation(file: file, line: line, column: column), reason, remedy: remedy))
  }
}

// MARK: Syntax errors

extension YAMLReader {
  private mutating func report(_ error: YamlError) {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      // The parser notices an alias or anchor without a name behind its sign; the sign is the place to look at.
      let isAboutSign = context.map { $0.text.contains("alias") || $0.text.contains("anchor") } ?? false
      let place = isAboutSign ? context?.mark ?? mark : mark
      let column = original(line: place.line, column: place.column)
      if problem.contains("nesting level") {
        reportNesting(place.line, column)
        return
      }
      let isAboutDocument = problem.contains("another document")
      var reason = "this is not valid YAML: " + (isAboutDocument ? "a second document starts here" : problem)
      if let context, !context.text.isEmpty, !isAboutDocument {
        reason += " \(context.text)"
        if context.mark.line != place.line { reason += " that starts on line \(context.mark.line)" }
      }
      report(
        "invalid-yaml", place.line, column, reason,
        remedy: remedy(problem: problem, at: offset(line: place.line, column: place.column)))
    default:
      diagnostics.append(
        Diagnostic(
          .error, "invalid-yaml", at: SourceLocation(file: file), "this is not valid YAML: \(error)",
          remedy: "check the file's encoding and its quotes"))
    }
  }

  private func remedy(problem: String, at offset: Int?) -> String {
    let byte = offset.flatMap { $0 < bytes.count ? bytes[$0] : nil } ?? 0
    if byte == 9 { return "indent with spaces instead of tabs" }
    if "*&!%@`|>".utf8.contains(byte) {
      return "put texts that start with `\(Unicode.Scalar(byte))` in double quotes"
    }
    if problem.contains("mapping values are not allowed") {
      return "put texts with a colon in double quotes, or indent the key like its neighbours"
    }
    if problem.contains("undefined alias") { return "put texts that start with `*` in double quotes" }
    if problem.contains("another document") { return "keep one document and remove the `---` line" }
    return "check the indentation, the brackets and the quotes here and just above"
  }
}
