package import Common
internal import Settings
internal import Storage

extension CorpusManifest {
  /// Reads the manifest at `path`; what is wrong with it comes as diagnostics, all of them.
  ///
  /// - Returns: `nil` when there is no manifest to speak of; a manifest beside errors has what was right.
  package static func load(path: String) -> (manifest: CorpusManifest?, diagnostics: [Diagnostic]) {
    switch readText(path, noun: "manifest") {
    case .success(let bytes): decode(bytes, file: path)
    case .failure(let failure): (nil, [failure.diagnostic])
    }
  }

  /// Decodes the bytes of a manifest that is called `file` in messages.
  package static func decode(
    _ bytes: [UInt8], file: String
  ) -> (manifest: CorpusManifest?, diagnostics: [Diagnostic]) {
    var (root, problems) = YAMLReader.read(bytes, file: file)
    guard let root else {
      if !problems.hasErrors {
        problems.append(
          Diagnostic(
            .error, "empty-file", at: SourceLocation(file: file), "the manifest is empty",
            remedy: "start it with `almanac: 1`, `name: …` and `sources: …`"))
      }
      return (nil, problems)
    }
    var manifest = CorpusManifest()
    var context = DecodingContext(file: file)
    guard case .mapping = root.content else {
      _ = table.decode(root, into: &manifest, &context)
      return (nil, context.sorted(with: problems))
    }
    _ = table.decode(root, into: &manifest, &context)
    return (manifest, context.sorted(with: problems))
  }

  /// Every option with its value, defaults resolved, secrets hidden, in the order of the sources.
  package var resolved: JSONValue { Self.table.represent(self) }

  /// The bytes that digests are made from: equal for equal manifests, whatever the order of keys, the comments and the
  /// layout of the file, and whether a default was written out.
  package func writeCanonical(to writer: inout ByteWriter) {
    resolved.writeCanonical(to: &writer)
  }

  /// JSON Schema 2020-12 for editors.
  package static var jsonSchema: JSONValue {
    JSONSchema.document(
      id: "urn:almanac:schema:manifest:1", title: "Almanac manifest", summary: table.summary,
      table.schema(defaults: CorpusManifest()))
  }
}
