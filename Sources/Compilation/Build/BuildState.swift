internal import BundleFormat
internal import Common
internal import LexicalIndex
internal import Manifest
internal import PassageStore
internal import Storage
internal import TextAnalysis

/// What stands between the stages of a build.
struct BuildState {
  var passages: PassageStoreBuilder
  var lexical: LexicalIndexBuilder
  var encoderInputs: SpoolFile
  var inputLengths: [Int] = []
  var counts = BuildRecord.Counts()
  /// `nil` unless changes are reported.
  var inventory: DocumentInventory?
  var skipped: [SkippedSource] = []

  /// - Throws: `DiagnosticsError` when the spec names a stemmer that is not there.
  init(_ spec: BuildSpec) throws {
    guard let stemming = StemmingAlgorithm(rawValue: spec.lexical.stemmer.rawValue) else {
      throw DiagnosticsError([
        Diagnostic(
          .error, "stemmer-missing", "the stemming library has no `\(spec.lexical.stemmer.rawValue)`",
          remedy: "choose another lexical.stemmer")
      ])
    }
    let weights = FieldWeights(
      title: spec.lexical.fields.title, headings: spec.lexical.fields.headings, body: spec.lexical.fields.body)
    passages = try PassageStoreBuilder(blockLength: spec.bundle.block, storesSources: spec.bundle.sources)
    lexical = LexicalIndexBuilder(
      analysis: AnalyzerOptions(stemming: stemming),
      parameters: BM25Parameters(k1: Float(spec.lexical.k1), b: Float(spec.lexical.b), weights: weights))
    encoderInputs = try SpoolFile()
  }

  /// Adds the next document of the corpus.
  mutating func add(_ document: PreparedDocument) throws(SystemError) {
    inventory?.add(document.record)
    try passages.add(
      document.record, text: document.text, chunks: document.chunks, blocks: document.blocks, source: document.source)
    for fields in document.fields {
      try lexical.add(chunk: ChunkID(counts.chunks), fields: fields)
      counts.chunks += 1
    }
    for input in document.encoderInputs {
      try encoderInputs.append(input)
      inputLengths.append(input.count)
    }
    counts.documents += 1
    counts.sourceBytes += document.sourceLength
    counts.textBytes += document.text.count
  }

  /// Adds the questions of the next file.
  mutating func add(_ questions: [QuestionAnswer], of item: SourceItem) throws(SystemError) {
    inventory?.add(questions, of: item.displayPath)
    for question in questions { try passages.add(question) }
    counts.questions += questions.count
  }
}
