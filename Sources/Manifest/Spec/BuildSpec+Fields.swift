internal import Common
internal import Settings

extension BuildSpec {
  /// The keys of a build spec.
  static let table = FieldTable<BuildSpec>(
    "How a corpus is compiled",
    [
      Field("almanac", \.almanac, .languageVersion, "the version of the spec language, 1", isRequired: true),
      Field(table: "extraction", \.extraction, ExtractionOptions.table, defaults: ExtractionOptions()),
      Field(table: "chunking", \.chunking, ChunkingOptions.table, defaults: ChunkingOptions()),
      Field(table: "encoder", \.encoder, EncoderOptions.table, defaults: EncoderOptions()),
      Field(table: "lexical", \.lexical, LexicalOptions.table, defaults: LexicalOptions()),
      Field(table: "vectors", \.vectors, VectorOptions.table, defaults: VectorOptions()),
      Field(table: "fusion", \.fusion, FusionOptions.table, defaults: FusionOptions()),
      Field(table: "bundle", \.bundle, BundleOptions.table, defaults: BundleOptions()),
    ])
}

extension ExtractionOptions {
  static let table = FieldTable<ExtractionOptions>(
    "Limits for one document in the worker that parses it",
    [
      Field("max-size", \.maximumSize, .byteSize(1...(1 << 40)), "the largest source file"),
      Field("memory", \.memory, .byteSize((64 << 20)...(1 << 40)), "the memory of a worker"),
      Field("timeout", \.timeout, .duration(.milliseconds(100)...(.seconds(24 * 3600))), "the time for one document"),
      Field("max-output", \.maximumOutput, .byteSize(1024...(1 << 40)), "the most text that one document may give"),
      Field("duplicates", \.duplicates, .choice, "what becomes of documents that repeat the text of another"),
      Field(
        "ocr", \.recognition, .recognitionLanguages,
        "languages in which Tesseract recognises the text of scanned pages, such as eng or deu"),
    ])
}

extension ChunkingOptions {
  static let table = FieldTable<ChunkingOptions>(
    "How documents become chunks",
    [
      Field("strategy", \.strategy, .choice, "whole blocks and sentences under a heading, windows, or whole sentences"),
      Field("size", \.size, .integer(50...100_000), "the target size in characters"),
      Field("overlap", \.overlap, .integer(0...50_000), "characters repeated from the chunk before"),
    ])
}

extension EncoderOptions {
  static let table = FieldTable<EncoderOptions>(
    "The model that turns chunks into vectors, and what it sees",
    [
      Field(
        "model", \.model, .nonEmptyText,
        "a name under .models, a folder, or a packed model file; with `remote` the model's id at the service"),
      Field(
        optional: "remote", \.remote, RemoteEncoderOptions.table.format(defaults: RemoteEncoderOptions()),
        RemoteEncoderOptions.table.summary),
      Field(
        optional: "max-tokens", \.maximumTokens, .integer(16...8192),
        "tokens of one input, special tokens included; without it the model's own limit"),
      Field("prefix", \.prefix, .prefixTemplate, "what stands before a chunk: a text with {title} and {headings}"),
    ])
}

extension RemoteEncoderOptions {
  static let table = FieldTable<RemoteEncoderOptions>(
    "An OpenAI-compatible service that makes the vectors instead",
    [
      Field("endpoint", \.endpoint, .endpoint, "the base address, up to and with /v1", isRequired: true),
      Field("dimensions", \.dimensions, .integer(1...16_384), "numbers in a vector", isRequired: true),
      Field("shorten", \.shorten, .boolean, "whether the service is asked to shorten its vectors to `dimensions`"),
      Field("query-prefix", \.queryPrefix, .text, "what stands before a question when it is encoded"),
      Field(
        optional: "key-variable", \.keyVariable, .nonEmptyText,
        "the environment variable that holds the key; without it none is sent"),
      Field("batch", \.batch, .integer(1...2_048), "texts of one request at most"),
      Field("concurrency", \.concurrency, .integer(1...64), "requests under way at once"),
      Field("timeout", \.timeout, .duration(.seconds(1)...(.seconds(3600))), "the time for one request"),
    ])
}

extension LexicalOptions {
  static let table = FieldTable<LexicalOptions>(
    "The BM25 index",
    [
      Field("stemmer", \.stemmer, .choice, "the Snowball algorithm that finds word stems"),
      Field("k1", \.k1, .number(0...10), "how soon repetitions of a term stop counting"),
      Field("b", \.b, .number(0...1), "how much long texts are held back"),
      Field(table: "fields", \.fields, FieldWeights.table, defaults: FieldWeights()),
    ])
}

extension LexicalOptions.FieldWeights {
  static let table = FieldTable<LexicalOptions.FieldWeights>(
    "How much a term counts in each field",
    [
      Field("title", \.title, .number(0...100), "the weight of the title"),
      Field("headings", \.headings, .number(0...100), "the weight of the heading path"),
      Field("body", \.body, .number(0...100), "the weight of the text"),
    ])
}

extension VectorOptions {
  static let table = FieldTable<VectorOptions>(
    "The vector index", [Field("index", \.index, .vectorIndex, "the kind of index")])
}

extension FusionOptions {
  static let table = FieldTable<FusionOptions>(
    "How keyword and vector results become one list",
    [
      Field("method", \.method, .choice, "a weighted sum of standardised scores, or reciprocal ranks"),
      Field("weight", \.weight, .number(0...1), "the share of the vector side"),
      Field("depth", \.depth, .integer(1...1_000_000), "candidates of each side"),
    ])
}

extension BundleOptions {
  static let table = FieldTable<BundleOptions>(
    "How the bundle is written",
    [
      Field("level", \.level, .integer(1...22), "the Zstandard level"),
      Field("block", \.block, .byteSize((4 << 10)...(4 << 20)), "the text in one compressed frame"),
      Field("model", \.model, .choice, "whether the model is in the bundle"),
      Field("sources", \.sources, .boolean, "whether the source files are in the bundle"),
    ])
}

extension ValueFormat where Value == Int {
  /// `almanac: 1`.
  static let languageVersion = ValueFormat(
    schema: ["const": 1],
    decode: { node, context in
      if node.integer == 1 { return 1 }
      if let version = node.integer, version > 1 {
        context.report(
          "newer-language", at: node,
          "the file is written in language version \(version); this program reads version 1",
          remedy: "use a newer program")
      } else {
        context.reportType(node, "the number 1", remedy: "write `almanac: 1`")
      }
      return nil
    },
    represent: { .integer($0) })
}

extension ValueFormat where Value == String {
  /// The address of a service, without user, query or fragment.
  static let endpoint = ValueFormat.text(
    pattern: "^https?://[^/?#@\\s]+[^?#@\\s]*$", "an address that begins with https:// or http://",
    remedy: "write for example https://api.openai.com/v1"
  ) { text in
    guard let start = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
    let rest = text.utf8.dropFirst(start.utf8.count)
    return rest.first.map { $0 != UInt8(ascii: "/") } ?? false
      && rest.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"?#@\\".utf8.contains($0) }
  }

  /// A text in which `{title}` and `{headings}` are the only names in braces.
  static let prefixTemplate = ValueFormat.text(
    pattern: "^([^{}]|\\{title\\}|\\{headings\\})*$",
    "a text with no other names in braces than {title} and {headings}",
    remedy: "write for example \"{title} — {headings}\", or \"\" for no prefix"
  ) { text in
    var rest = text[...]
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      rest = rest[brace...]
      guard let name = ["{title}", "{headings}"].first(where: { rest.hasPrefix($0) }) else { return false }
      rest = rest.dropFirst(name.count)
    }
    return true
  }
}

extension ValueFormat where Value == [String] {
  /// `[eng, deu]`: they become names of files, so nothing else is taken.
  static let recognitionLanguages = ValueFormat.list(
    .text(
      pattern: "^[A-Za-z0-9_]+$", "the name of a language of Tesseract", remedy: "write for example [eng, deu]"
    ) { name in !name.isEmpty && name.utf8.allSatisfy(isNamePart) })

  private static func isNamePart(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }
}

extension ValueFormat where Value == VectorOptions.Index {
  /// The kinds of index, without the one that is only announced.
  static let vectorIndex = ValueFormat.choice.map(
    { value, node, context in
      if value == .ivf {
        context.report(
          "index-not-supported-yet", at: node, "the index `ivf` comes with a later version",
          remedy: "choose `auto` or `exact`")
      }
      return value
    }, { $0 })
}
