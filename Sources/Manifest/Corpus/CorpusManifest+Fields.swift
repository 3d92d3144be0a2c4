internal import Common
internal import Settings

extension CorpusManifest {
  /// The keys of a manifest.
  static let table = FieldTable<CorpusManifest>(
    "What goes into a knowledge base",
    [
      Field("almanac", \.almanac, .languageVersion, "the version of the manifest language, 1", isRequired: true),
      Field("name", \.name, .corpusName, "the name of the knowledge base", isRequired: true),
      Field(optional: "version", \.version, .nonEmptyText, "what you call this state of the corpus"),
      Field(optional: "language", \.language, .languageTag, "the language of documents that do not say theirs"),
      Field(
        "sources", \.sources, .list(SourceDraft.format, minimum: 1), "where the documents come from", isRequired: true),
    ])
}

/// An entry under `sources` as its keys come in, before it is clear what kind of source it is.
struct SourceDraft: Sendable {
  var files: [Located<String>]?
  var exclude: [Located<String>] = []
  var passwords: [Secret] = []
  var records: RecordSource?
  var web: WebSource?
  var questions: [Located<String>]?
  var metadata: [MetadataEntry] = []
  var tags: [String] = []

  static let kinds = ["files", "records", "web", "qa"]

  static let table = FieldTable<SourceDraft>(
    "One source: files, records, web or qa",
    rules: [
      JSONValue.Member(
        "oneOf", .array(kinds.map { ["required": [.string($0)]] })),
      JSONValue.Member("dependentRequired", ["exclude": ["files"], "password": ["files"]]),
    ],
    [
      Field(optional: "files", \.files, .patterns, "globs of files, relative to the manifest"),
      Field("exclude", \.exclude, .patterns, "globs of files to leave out"),
      Field("password", \.passwords, .oneOrMore(.secret), "passwords for encrypted files, tried in order"),
      Field(optional: "records", \.records, RecordSource.format, "documents in the rows of a file"),
      Field(optional: "web", \.web, WebSource.format, "pages of web sites"),
      Field(optional: "qa", \.questions, .patterns, "files of curated questions and answers"),
      Field("metadata", \.metadata, .metadata, "metadata added to every document of the source"),
      Field("tags", \.tags, .tags, "tags added to every document of the source"),
    ])

  static let format = ValueFormat<Source>(
    schema: table.schema(defaults: SourceDraft()),
    decode: { node, context in
      var draft = SourceDraft()
      guard table.decode(node, into: &draft, &context) else { return nil }
      return draft.source(node, &context)
    },
    represent: { table.represent(SourceDraft($0)) })

  init() {}

  init(_ source: Source) {
    metadata = source.metadata
    tags = source.tags
    switch source.content {
    case .files(let source):
      files = source.patterns
      exclude = source.exclude
      passwords = source.passwords
    case .records(let source): records = source
    case .web(let source): web = source
    case .questions(let source): questions = source.patterns
    }
  }

  private func source(_ node: YAMLNode, _ context: inout DecodingContext) -> Source? {
    guard case .mapping(let entries) = node.content else { return nil }
    let given = entries.filter { Self.kinds.contains($0.key) }
    guard let kind = given.first else {
      context.report(
        "missing-key", at: node, "the source names none of `files`, `records`, `web` and `qa`",
        remedy: "add one of them, for example `files: [\"**/*.md\"]`")
      return nil
    }
    for other in given.dropFirst() {
      context.report(
        "conflicting-keys", at: other.keyNode, "a source cannot have both `\(kind.key)` and `\(other.key)`",
        remedy: "make two entries under `sources`")
    }
    for entry in entries where kind.key != "files" && (entry.key == "exclude" || entry.key == "password") {
      context.report(
        "conflicting-keys", at: entry.keyNode, "`\(entry.key)` belongs to `files`, not to `\(kind.key)`",
        remedy: kind.key == "web" && entry.key == "exclude" ? "move it into `web`" : "remove it")
    }
    let location = context.location(of: node)
    func source(_ content: Source.Content) -> Source {
      Source(content, metadata: metadata, tags: tags, location: location)
    }
    switch kind.key {
    case "files":
      return files.map { source(.files(FileSource(patterns: $0, exclude: exclude, passwords: passwords))) }
    case "records": return records.map { source(.records($0)) }
    case "web": return web.map { source(.web($0)) }
    default: return questions.map { source(.questions(QuestionSource(patterns: $0))) }
    }
  }
}

extension RecordSource {
  static let table = FieldTable<RecordSource>(
    "Documents in the rows of a file",
    [
      Field("path", \.patterns, .patterns, "globs of JSONL, CSV or TSV files", isRequired: true),
      Field(optional: "format", \.format, .choice, "the format, where the file's name does not say it"),
      Field(optional: "id", \.fields.id, .nonEmptyText, "the field with the record's own identifier"),
      Field(optional: "title", \.fields.title, .nonEmptyText, "the field with the title"),
      Field("text", \.fields.text, .oneOrMore(.nonEmptyText), "the field or fields with the text"),
      Field(optional: "url", \.fields.url, .nonEmptyText, "the field with the address"),
      Field(optional: "tags", \.fields.tags, .nonEmptyText, "the field with a tag or a list of tags"),
      Field("metadata", \.fields.metadata, .fieldMappings, "metadata names and the fields with their values"),
    ])

  static let format = table.format(defaults: RecordSource(patterns: []))
}

extension ValueFormat where Value == [RecordFields.FieldMapping] {
  static let fieldMappings = ValueFormat.map(
    ValueFormat<String>.nonEmptyText, make: { RecordFields.FieldMapping(key: $0, field: $1) }, name: { $0.key },
    value: { $0.field })
}

extension ValueFormat where Value == [Located<String>] {
  /// Globs with their places.
  static let patterns = ValueFormat.oneOrMore(.located(.glob))
}

extension ValueFormat where Value == String {
  static let corpusName = ValueFormat.text(
    pattern: "^[a-z0-9][a-z0-9._-]{0,63}$", "a name of up to 64 lower-case letters, digits, `.`, `_` and `-`",
    remedy: "write for example `handbook` or `support-2026`"
  ) { text in
    let bytes = Array(text.utf8)
    let isLetterOrDigit = { (byte: UInt8) in (97...122).contains(byte) || (48...57).contains(byte) }
    return (1...64).contains(bytes.count) && isLetterOrDigit(bytes[0])
      && bytes.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
  }

  /// The form of BCP 47 tags; whether the language exists is not checked.
  static let languageTag = ValueFormat.text(
    pattern: "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", "a language tag", remedy: "write for example `en` or `pt-BR`"
  ) { text in
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let isLetter = { (byte: UInt8) in (65...90).contains(byte) || (97...122).contains(byte) }
    let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
    guard let first = parts.first, (2...8).contains(first.count), first.allSatisfy(isLetter) else { return false }
    return parts.dropFirst().allSatisfy { part in
      (1...8).contains(part.count) && part.allSatisfy { isLetter($0) || isDigit($0) }
    }
  }

  /// A pattern that `Glob` understands.
  static let glob = ValueFormat.nonEmptyText.map(
    { text, node, context in
      do throws(Glob.Problem) {
        _ = try Glob(text)
        return text
      } catch {
        context.report(
          "invalid-glob", at: node, "the pattern \"\(YAMLNode.shortened(text))\" \(error.reason)", remedy: error.remedy)
        return nil
      }
    }, { $0 })
}

extension ValueFormat where Value == Secret {
  /// A text, or `{ env: NAME }` for a value from the environment. Texts are shown as `(hidden)` and so never reach a
  /// digest.
  static let secret = ValueFormat(
    schema: ["anyOf": [ValueFormat<String>.nonEmptyText.schema, environment.schema]],
    decode: { node, context in
      guard case .mapping = node.content else {
        return ValueFormat<String>.nonEmptyText.decode(node, &context).map { .plain($0) }
      }
      return environment.decode(node, &context)
    },
    represent: { secret in
      if case .environment(let name) = secret { return ["env": .string(name)] }
      return "(hidden)"
    })

  private struct Reference: Sendable {
    var name = ""
  }

  private static let environment = FieldTable<Reference>(
    "A value from the environment",
    [
      Field(
        "env", \.name,
        .text(
          pattern: "^[A-Za-z_][A-Za-z0-9_]*$", "the name of an environment variable",
          remedy: "write for example `PASSWORD`"
        ) { name in
          let bytes = Array(name.utf8)
          let isWord = { (byte: UInt8) in (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 }
          return !bytes.isEmpty && isWord(bytes[0]) && bytes.allSatisfy { isWord($0) || (48...57).contains($0) }
        }, "the name of an environment variable", isRequired: true)
    ]
  ).format(defaults: Reference()).map(
    { reference, _, _ in reference.name.isEmpty ? nil : Secret.environment(reference.name) },
    { if case .environment(let name) = $0 { Reference(name: name) } else { Reference() } })
}
