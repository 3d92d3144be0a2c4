internal import ArgumentParser
internal import BundleFormat
internal import LanguageModels
internal import Retrieval

/// The options that say how to search; `search` and `ask` share them.
struct SearchSettings: ParsableArguments {
  @Option(help: "Which sides of the index answer: keyword, vector or hybrid.")
  var mode = Mode.hybrid

  @Option(help: "How the two sides become one: z-score or reciprocal-rank; by default as the build spec says.")
  var fusion: FusionMethod?

  @Option(
    help: ArgumentHelp(
      "The vector side's share in a z-score fusion, 0 to 1; by default as the build spec says.",
      valueName: "share"))
  var weight: Double?

  @Option(
    help: ArgumentHelp(
      "Chunks that each side gives to the fusion; by default as the build spec says.", valueName: "count"))
  var depth: Int?

  @Option(help: ArgumentHelp("Cosine similarity below which a hit is dropped, -1 to 1.", valueName: "similarity"))
  var threshold: Double?

  @Option(
    name: .customLong("filter"),
    help: ArgumentHelp(
      "Only documents whose metadata has this; values of one key are alternatives.", valueName: "key=value"))
  var filters: [String] = []

  @Option(name: .customLong("tag"), help: ArgumentHelp("Only documents that have every tag given.", valueName: "tag"))
  var tags: [String] = []

  @Option(
    help: ArgumentHelp(
      "The model, for bundles whose model lies outside; the service's address, for those with a remote encoder.",
      valueName: "path or address"))
  var model: String?

  @Option(
    name: .customLong("also"),
    help: ArgumentHelp("Another bundle, searched together with the first.", valueName: "bundle"))
  var others: [String] = []

  @Option(help: ArgumentHelp("Threads of the encoder.", valueName: "count"))
  var jobs = 2

  init() {}

  func validate() throws {
    if let weight, !(0...1).contains(weight) { throw ValidationError("--weight is between 0 and 1") }
    if weight != nil, fusion == .reciprocalRank {
      throw ValidationError("--weight belongs to --fusion z-score; reciprocal-rank has no weight")
    }
    if let depth, !(1...1_000_000).contains(depth) { throw ValidationError("--depth is between 1 and 1,000,000") }
    guard (1...1_024).contains(jobs) else { throw ValidationError("--jobs is between 1 and 1,024") }
    if let threshold, !(-1...1).contains(threshold) { throw ValidationError("--threshold is between -1 and 1") }
    for filter in filters where DocumentFilter.Condition(parsing: filter) == nil {
      throw ValidationError("--filter is key=value, got '\(filter)'")
    }
  }

  func options(limit: Int) -> SearchOptions {
    SearchOptions(
      mode: mode.value, limit: limit, depth: depth, fusion: fusion?.value, weight: weight,
      filter: DocumentFilter(conditions: filters.compactMap(DocumentFilter.Condition.init(parsing:)), tags: tags),
      minimumSimilarity: threshold.map { Float($0) })
  }

  func engine(_ bundle: String) throws -> SearchEngine {
    try SearchEngine(paths: [bundle] + others, model: model, transport: HTTPEmbeddings(), threads: jobs)
  }
}

/// The names of the modes on the command line.
enum Mode: String, ExpressibleByArgument, CaseIterable {
  case keyword, vector, hybrid

  var value: SearchMode {
    switch self {
    case .keyword: .keyword
    case .vector: .vector
    case .hybrid: .hybrid
    }
  }
}

/// The names of the methods of fusion on the command line.
enum FusionMethod: String, ExpressibleByArgument, CaseIterable {
  case zScore = "z-score"
  case reciprocalRank = "reciprocal-rank"

  var value: BuildRecord.Fusion.Method {
    switch self {
    case .zScore: .zScore
    case .reciprocalRank: .reciprocalRank
    }
  }
}
