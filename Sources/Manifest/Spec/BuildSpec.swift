/// How a corpus is compiled. Every option has a default, so an empty or absent spec is a valid one.
package struct BuildSpec: Hashable, Sendable {
  /// The version of the spec language that this program reads.
  package static let languageVersion = 1

  /// `almanac`: the version of the spec language.
  package var almanac = Self.languageVersion
  package var extraction = ExtractionOptions()
  package var chunking = ChunkingOptions()
  package var encoder = EncoderOptions()
  package var lexical = LexicalOptions()
  package var vectors = VectorOptions()
  package var fusion = FusionOptions()
  package var bundle = BundleOptions()

  package init() {}
}

/// `extraction`: limits for one document in the worker that parses it, and what becomes of documents that repeat others.
package struct ExtractionOptions: Hashable, Sendable {
  package enum Duplicates: String, Hashable, Sendable, CaseIterable {
    /// All are kept and nothing is said.
    case keep
    /// All are kept, and each copy is named.
    case report
    /// Copies are named and left out.
    case collapse
  }

  /// Bytes of a source file at most; larger files are reported and left out.
  package var maximumSize = 512 << 20
  /// Bytes of memory for a worker.
  package var memory = 1 << 30
  /// Time for one document.
  package var timeout: Duration = .seconds(60)
  /// Bytes of extracted text of one document at most.
  package var maximumOutput = 256 << 20
  /// Documents whose text is, exactly or nearly, that of one before them.
  package var duplicates = Duplicates.report
  /// The languages in which the text of scanned pages is recognised, by Tesseract's names; none: it is not.
  package var recognition: [String] = []

  package init() {}
}

/// `chunking`: how documents become chunks.
package struct ChunkingOptions: Hashable, Sendable {
  package enum Strategy: String, Hashable, Sendable, CaseIterable {
    /// Whole blocks and sentences under one heading path.
    case structure
    /// Windows of `size` characters.
    case fixed
    /// Whole sentences, whatever the structure.
    case sentences
  }

  package var strategy = Strategy.structure
  /// The target size in characters (Unicode scalars).
  package var size = 1000
  /// Characters that a chunk repeats from the one before.
  package var overlap = 200

  package init() {}
}

/// `encoder`: the model that turns chunks into vectors, and what it sees.
package struct EncoderOptions: Hashable, Sendable {
  /// A name under `.models`, a folder, or a packed model file; with `remote` the model's id at the service.
  package var model = "all-MiniLM-L6-v2"
  /// `nil`: the project's own encoder.
  package var remote: RemoteEncoderOptions?
  /// Tokens that the encoder sees at most, special tokens included; `nil`: as many as the model was trained for.
  package var maximumTokens: Int?
  /// What stands before the text of a chunk when it is encoded: `{title}` and `{headings}` are replaced.
  package var prefix = "{title} — {headings}"

  package init() {}
}

/// `encoder.remote`: an OpenAI-compatible service instead of the project's own encoder.
package struct RemoteEncoderOptions: Hashable, Sendable {
  /// The base address: `https://api.openai.com/v1`.
  package var endpoint = ""
  /// Numbers in a vector.
  package var dimensions = 0
  /// Whether the service is asked to shorten its vectors to `dimensions`.
  package var shorten = false
  /// What stands before a question when it is encoded.
  package var queryPrefix = ""
  /// The environment variable that holds the key; `nil`: the service wants none.
  package var keyVariable: String?
  /// Texts of one request at most.
  package var batch = 64
  /// Requests under way at once.
  package var concurrency = 4
  /// Time for one request.
  package var timeout: Duration = .seconds(60)

  package init() {}
}

/// `lexical`: the BM25 index.
package struct LexicalOptions: Hashable, Sendable {
  /// Snowball's algorithms by their names.
  package enum Stemmer: String, Hashable, Sendable, CaseIterable {
    case none, arabic, armenian, basque, catalan, danish, dutch, english, finnish, french, german, greek, hindi
    case hungarian, indonesian, irish, italian, lithuanian, nepali, norwegian, porter, portuguese, romanian, russian
    case serbian, spanish, swedish, tamil, turkish, yiddish
  }

  package var stemmer = Stemmer.english
  /// How soon repetitions of a term stop counting, `0…`.
  package var k1 = 0.9
  /// How much long texts are held back, `0…1`.
  package var b = 0.4
  package var fields = FieldWeights()

  package init() {}

  /// How much an occurrence in each field counts, `0…`.
  package struct FieldWeights: Hashable, Sendable {
    package var title = 2.0
    package var headings = 1.5
    package var body = 1.0

    package init() {}
  }
}

/// `vectors`: the vector index.
package struct VectorOptions: Hashable, Sendable {
  package enum Index: String, Hashable, Sendable, CaseIterable {
    /// What suits the number of chunks.
    case auto
    /// Every vector is compared.
    case exact
    /// Inverted lists; announced for a later version.
    case ivf
  }

  package var index = Index.auto

  package init() {}
}

/// `fusion`: how keyword and vector results become one list.
package struct FusionOptions: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable, CaseIterable {
    /// The weighted sum of standardised scores.
    case zScore = "z-score"
    case reciprocalRank = "reciprocal-rank"
  }

  package var method = Method.zScore
  /// The share of the vector side, `0…1`.
  package var weight = 0.5
  /// Candidates of each side.
  package var depth = 1000

  package init() {}
}

/// `bundle`: how the file is written.
package struct BundleOptions: Hashable, Sendable {
  package enum ModelPlace: String, Hashable, Sendable, CaseIterable {
    /// The bundle is all that a query needs.
    case inside
    /// The bundle names the model by its digest.
    case outside
  }

  /// Zstandard level, `1…22`.
  package var level = 19
  /// Bytes of text in one compressed frame.
  package var block = 64 << 10
  package var model = ModelPlace.inside
  /// Whether the bytes of the source files are stored as well.
  package var sources = false

  package init() {}
}
