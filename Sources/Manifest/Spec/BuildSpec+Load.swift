package import Common
internal import Settings
internal import Storage

extension BuildSpec {
  /// Reads the spec at `path`; what is wrong with it comes as diagnostics, all of them.
  ///
  /// - Returns: `nil` when there is no spec to speak of; a spec beside errors has defaults for what was wrong.
  package static func load(path: String) -> (spec: BuildSpec?, diagnostics: [Diagnostic]) {
    switch readText(path, noun: "build spec") {
    case .success(let bytes): decode(bytes, file: path)
    case .failure(let failure): (nil, [failure.diagnostic])
    }
  }

  /// Decodes the bytes of a spec that is called `file` in messages.
  package static func decode(_ bytes: [UInt8], file: String) -> (spec: BuildSpec?, diagnostics: [Diagnostic]) {
    let (root, problems) = YAMLReader.read(bytes, file: file)
    // A file with nothing in it asks for the defaults.
    guard let root else { return (problems.hasErrors ? nil : BuildSpec(), problems) }
    var spec = BuildSpec()
    var context = DecodingContext(file: file)
    guard table.decode(root, into: &spec, &context) else { return (nil, context.sorted(with: problems)) }
    spec.check(root, &context)
    return (spec, context.sorted(with: problems))
  }

  /// Rules between keys.
  private func check(_ root: YAMLNode, _ context: inout DecodingContext) {
    if chunking.overlap >= chunking.size, let node = root["chunking"] {
      context.report(
        "out-of-range", at: node["overlap"] ?? node["size"] ?? node,
        "`chunking.overlap` (\(chunking.overlap)) must be smaller than `chunking.size` (\(chunking.size))",
        remedy: "an overlap of a fifth of the size is usual")
    }
    let weights = lexical.fields
    if weights.title == 0, weights.headings == 0, weights.body == 0, let node = root["lexical"] {
      context.report(
        "out-of-range", at: node["fields"] ?? node, "all weights in `lexical.fields` are 0",
        remedy: "give at least `body` a weight above 0")
    }
  }

  /// Every option with its value, defaults resolved.
  package var resolved: JSONValue { Self.table.represent(self) }

  /// The bytes that digests are made from: equal for equal options, whatever the order of keys, the comments and the
  /// layout of the file, and whether a default was written out.
  package func writeCanonical(to writer: inout ByteWriter) {
    resolved.writeCanonical(to: &writer)
  }

  /// JSON Schema 2020-12 for editors.
  package static var jsonSchema: JSONValue {
    JSONSchema.document(
      id: "urn:almanac:schema:build-spec:1", title: "Almanac build spec", summary: table.summary,
      table.schema(defaults: BuildSpec()))
  }
}
