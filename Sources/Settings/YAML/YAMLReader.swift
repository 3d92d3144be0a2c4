package import Common

/// Reads a YAML file into nodes, or says where and why that fails. Every duplicate key is reported.
package struct YAMLReader {
  /// The rest of the file makes no sense any more; what is wrong is in the diagnostics.
  private struct Stop: Error {}

  /// A node that an alias may stand for, and how many nodes it is made of.
  private struct Anchored {
    var node: YAMLNode
    var size: Int
  }

  private static let maximumDepth = 64

  private let file: String
  private let bytes: [UInt8]
  private var diagnostics: [Diagnostic]
  private var anchors: [String: Anchored] = [:]
  /// Nodes that may still be made; what is reached through many aliases counts each time.
  private var budget: Int

  private init(_ text: YAMLText, file: String) {
    self.file = file
    bytes = text.bytes
    diagnostics = text.diagnostics
    budget = 1000 + 4 * text.bytes.count
  }

  /// The root of the only document in `input`; `nil` when the file is empty or cannot be read.
  package static func read(_ input: [UInt8], file: String) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
    var reader = YAMLReader(YAMLText(input, file: file), file: file)
    var events = YAMLEvents(reader.bytes)
    do {
      return (try reader.root(&events), reader.diagnostics)
    } catch {
      return (nil, reader.diagnostics)
    }
  }

  private mutating func root(_ events: inout YAMLEvents) throws(Stop) -> YAMLNode? {
    _ = try next(&events)
    guard case .documentStart = try next(&events).kind else { return nil }
    let root = try node(from: try next(&events), &events, depth: 0)
    _ = try next(&events)
    let end = try next(&events)
    guard case .streamEnd = end.kind else {
      throw stop(
        "invalid-yaml", end.place, "this is not valid YAML: a second document starts here",
        remedy: "keep one document and remove the `---` line")
    }
    return root
  }

  // MARK: Nodes

  private mutating func next(_ events: inout YAMLEvents) throws(Stop) -> YAMLEvent {
    do throws(YAMLSyntaxError) {
      return try events.next()
    } catch {
      report(error)
      throw Stop()
    }
  }

  private mutating func node(
    from event: YAMLEvent, _ events: inout YAMLEvents, depth: Int
  ) throws(Stop) -> YAMLNode {
    guard depth <= Self.maximumDepth else {
      throw stop("nesting", event.place, "values are nested more than 64 deep", remedy: "flatten the file")
    }
    let before = budget
    try spend(1, at: event.place)
    var node = YAMLNode(content: .sequence([]), line: event.place.line, column: event.place.column)
    var name: String?
    switch event.kind {
    case .scalar(let text, let isPlain, let anchor):
      node.content = .scalar(text, isPlain: isPlain)
      name = anchor
    case .sequenceStart(let anchor):
      var elements: [YAMLNode] = []
      while true {
        let event = try next(&events)
        if case .sequenceEnd = event.kind { break }
        elements.append(try self.node(from: event, &events, depth: depth + 1))
      }
      node.content = .sequence(elements)
      name = anchor
    case .mappingStart(let anchor):
      node.content = .mapping(try entries(&events, depth: depth))
      name = anchor
    case .alias(let anchor):
      guard let known = anchors[anchor] else {
        throw stop(
          "invalid-yaml", event.place, "this is not valid YAML: found undefined alias",
          remedy: "put texts that start with `*` in double quotes")
      }
      try spend(known.size, at: event.place)
      return known.node
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
      // libyaml gives these nowhere else.
      throw stop("invalid-yaml", event.place, "this is not valid YAML", remedy: "check the file")
    }
    if let name { anchors[name] = Anchored(node: node, size: before - budget) }
    return node
  }

  private mutating func entries(_ events: inout YAMLEvents, depth: Int) throws(Stop) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try next(&events)
      if case .mappingEnd = event.kind { return entries }
      let keyNode = try node(from: event, &events, depth: depth + 1)
      let value = try node(from: try next(&events), &events, depth: depth + 1)
      guard case .scalar(let name, _) = keyNode.content else {
        report(
          "key-not-text", event.place, "a key must be a text, not \(keyNode.kindInWords)",
          remedy: "write a name in front of the colon")
        continue
      }
      if let first = lines[name] {
        report(
          "duplicate-key", event.place,
          "the key `\(YAMLNode.shortened(name))` is given twice; the first one is on line \(first)",
          remedy: "merge the two or remove one")
        continue
      }
      lines[name] = event.place.line
      entries.append(YAMLNode.Entry(key: name, keyNode: keyNode, value: value))
    }
  }

  private mutating func spend(_ count: Int, at place: YAMLPlace) throws(Stop) {
    budget -= count
    guard budget >= 0 else {
      throw stop(
        "alias-expansion", place, "the aliases of the file expand to more than it may hold",
        remedy: "write the values out instead of nesting aliases")
    }
  }

  private mutating func stop(_ identifier: String, _ place: YAMLPlace, _ reason: String, remedy: String) -> Stop {
    report(identifier, place, reason, remedy: remedy)
    return Stop()
  }

  private mutating func report(_ identifier: String, _ place: YAMLPlace, _ reason: String, remedy: String) {
    diagnostics.append(
      Diagnostic(
        .error, identifier, at: SourceLocation(file: file, line: place.line, column: place.column), reason,
        remedy: remedy))
  }
}

// MARK: Syntax errors

extension YAMLReader {
  private mutating func report(_ error: YAMLSyntaxError) {
    // The parser notices an alias or anchor without a name behind its sign; the sign is the place to look at.
    let isAboutSign = error.context.map { $0.text.contains("alias") || $0.text.contains("anchor") } ?? false
    let place = isAboutSign ? error.context?.place ?? error.place : error.place
    if error.problem.contains("nesting") {
      report("nesting", place, "values are nested more than 64 deep", remedy: "flatten the file")
      return
    }
    var reason = "this is not valid YAML: \(error.problem)"
    if let context = error.context, !context.text.isEmpty {
      reason += " \(context.text)"
      if context.place.line != place.line { reason += " that starts on line \(context.place.line)" }
    }
    report("invalid-yaml", place, reason, remedy: remedy(problem: error.problem, at: place))
  }

  private func remedy(problem: String, at place: YAMLPlace) -> String {
    let byte = byte(at: place)
    if byte == 9 { return "indent with spaces instead of tabs" }
    if "*&!%@`|>".utf8.contains(byte) {
      return "put texts that start with `\(Unicode.Scalar(byte))` in double quotes"
    }
    if problem.contains("mapping values are not allowed") {
      return "put texts with a colon in double quotes, or indent the key like its neighbours"
    }
    return "check the indentation, the brackets and the quotes here and just above"
  }

  /// The byte at a place; 0 past the end.
  private func byte(at place: YAMLPlace) -> UInt8 {
    var index = 0
    var (line, column) = (1, 1)
    while index < bytes.count {
      if line == place.line, column == place.column { return bytes[index] }
      if line > place.line { return 0 }
      let length = max(1, YAMLText.scalarLength(in: bytes[...], at: index))
      let scalar = bytes[index..<(index + length)]
      index += length
      column += 1
      if isLineBreak(scalar, next: index < bytes.count ? bytes[index] : 0) {
        line += 1
        column = 1
      }
    }
    return 0
  }

  /// What the parser counts as the end of a line: LF, CR, CR LF, U+0085, U+2028 and U+2029.
  private func isLineBreak(_ scalar: ArraySlice<UInt8>, next: UInt8) -> Bool {
    switch Array(scalar) {
    case [10], [0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]: true
    case [13]: next != 10
    default: false
    }
  }
}
