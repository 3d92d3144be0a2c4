package import Common
internal import Settings

extension CuratedQuestion {
  /// Reads the questions of a `qa` file; what is wrong with it comes as diagnostics, all of them.
  package static func load(_ item: SourceItem) -> (questions: [CuratedQuestion], diagnostics: [Diagnostic]) {
    switch readText(item.absolutePath, noun: "file of questions") {
    case .success(let bytes): return decode(bytes, item)
    case .failure(let failure):
      var diagnostic = failure.diagnostic
      diagnostic.location?.file = item.displayPath
      return ([], [diagnostic])
    }
  }

  /// Decodes the bytes of a `qa` file; the tags of `item` are added to each question.
  package static func decode(
    _ bytes: [UInt8], _ item: SourceItem
  ) -> (questions: [CuratedQuestion], diagnostics: [Diagnostic]) {
    let file = item.displayPath
    var (root, diagnostics) = YAMLReader.read(bytes, file: file)
    var context = DecodingContext(file: file)
    guard let root else {
      if !diagnostics.hasErrors {
        diagnostics.append(
          Diagnostic(
            .warning, "empty-file", at: SourceLocation(file: file), "the file has no questions",
            remedy: "add entries like `- { question: …, answer: … }`"))
      }
      return ([], diagnostics)
    }
    guard case .sequence(let nodes) = root.content else {
      context.report(
        "wrong-type", at: root, "the file must be a list of questions, not \(root.kindInWords)",
        remedy: "write entries like `- { question: …, answer: … }`")
      return ([], context.sorted(with: diagnostics))
    }
    var questions: [CuratedQuestion] = []
    var lines: [String: Int] = [:]
    for node in nodes {
      guard case .mapping = node.content else {
        context.report(
          "wrong-type", at: node, "an entry must be a mapping, not \(node.kindInWords)",
          remedy: "write `- { question: …, answer: … }`")
        continue
      }
      var question = CuratedQuestion(question: "", answer: "", location: context.location(of: node))
      guard table.decode(node, into: &question, &context), !question.question.isEmpty, !question.answer.isEmpty else {
        continue
      }
      if let first = lines[question.question] {
        context.report(
          "duplicate-question", at: node["question"] ?? node,
          "the question \"\(YAMLNode.shortened(question.question))\" is asked twice; the first is on line \(first)",
          remedy: "merge the two entries")
        continue
      }
      lines[question.question] = node.line
      question.tags = ValueFormat<[String]>.sorted(question.tags + item.tags)
      questions.append(question)
    }
    return (questions, context.sorted(with: diagnostics))
  }

  static let table = FieldTable<CuratedQuestion>(
    "A question with its answer",
    [
      Field("question", \.question, .nonEmptyText, "the question", isRequired: true),
      Field("answer", \.answer, .nonEmptyText, "the answer", isRequired: true),
      Field(optional: "category", \.category, .nonEmptyText, "the category"),
      Field("tags", \.tags, .tags, "tags to filter by"),
      Field("alternatives", \.alternatives, .oneOrMore(.nonEmptyText, minimum: 0), "other ways to ask the same"),
    ])

  /// JSON Schema 2020-12 for editors.
  package static var jsonSchema: JSONValue {
    let empty = CuratedQuestion(question: "", answer: "", location: SourceLocation(file: ""))
    return JSONSchema.document(
      id: "urn:almanac:schema:questions:1", title: "Almanac questions and answers",
      summary: "A list of curated questions", ["type": "array", "items": table.schema(defaults: empty)])
  }
}
