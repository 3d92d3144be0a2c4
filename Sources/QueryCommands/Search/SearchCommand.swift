package import ArgumentParser
internal import Common
internal import Evaluation
internal import Retrieval
internal import Storage
internal import Terminal

/// `kbq search`: the best chunks for a query, or a run of documents for a file of queries.
package struct SearchCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find the passages of a bundle that fit a query.",
    discussion: """
      With --queries, every query of a file in BEIR's layout is searched, and --run receives the best documents of each in \
      TREC's layout; --judgements scores them.
      """)

  @Argument(help: "The bundle.")
  var bundle: String

  @Argument(help: "What to look for.")
  var query: String?

  @Option(
    name: [.customShort("k"), .customLong("limit")],
    help: ArgumentHelp("How many to return: 10 hits, or 100 documents of each query of a file.", valueName: "count"))
  var limit: Int?

  @OptionGroup var settings: SearchSettings

  @Option(help: ArgumentHelp("Queries as JSON Lines with _id and text.", valueName: "file"))
  var queries: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("Where the run goes; standard output without it.", valueName: "file"))
  var runFile: String?

  @Option(
    name: [.customLong("judgements"), .customLong("qrels")],
    help: ArgumentHelp("Relevance judgements, to score the run against.", valueName: "file"))
  var judgements: String?

  @OptionGroup var output: OutputOptions

  package init() {}

  package func validate() throws {
    if let limit, !(1...100_000).contains(limit) { throw ValidationError("-k is between 1 and 100,000") }
    guard (query == nil) != (queries == nil) else {
      throw ValidationError("give either a query or --queries")
    }
    if queries == nil, runFile != nil || judgements != nil {
      throw ValidationError("--run and --judgements need --queries")
    }
  }

  package func run() throws {
    let engine = try settings.engine(bundle)
    if let query {
      try search(query, engine)
    } else if let queries {
      try searchAll(queries, engine)
    }
  }

  private func search(_ query: String, _ engine: SearchEngine) throws {
    let hits = try engine.search(query, settings.options(limit: limit ?? 10))
    if output.isJSON {
      let values = hits.enumerated().map { $1.json(rank: $0 + 1) }
      try StandardStream.output.write(
        .object(["query": .string(query), "mode": .string(settings.mode.rawValue), "hits": .array(values)]))
    } else {
      let shown = try hits.map { (hit: $0, snippet: try engine.snippet(of: $0, query: query)) }
      try StandardStream.output.show(renderedHits(shown, style: TextStyle(for: .output), width: lineWidth))
    }
  }

  private func searchAll(_ file: String, _ engine: SearchEngine) throws {
    let options = settings.options(limit: limit ?? 100)
    let queries = try EvaluationQuery.reading(jsonLines: readFile(file), file: file)
    var result = Run(tag: "almanac-\(settings.mode.rawValue)")
    for query in queries {
      let documents = try engine.documents(query.text, options)
      result.rankings.append(
        Run.Ranking(
          query: query.id, entries: documents.map { Run.Entry(document: $0.identifier, score: $0.score) }))
    }
    if let runFile {
      let output = try AtomicFile(path: runFile)
      try output.write(result.serialized)
      try output.commit()
    }
    if let judgements {
      let judged = try Judgements.reading(readFile(judgements), file: judgements)
      try show(Scores(of: result, against: judged, measures: Self.measures))
    } else if runFile == nil {
      try StandardStream.output.write(result.serialized)
    }
  }

  private static let measures: [Measure] = [
    .nDCG(cutoff: 10), .recall(cutoff: 10), .recall(cutoff: 100), .reciprocalRank, .averagePrecision,
  ]

  private func show(_ scores: Scores) throws {
    let rows = zip(scores.measures, scores.means)
    if output.isJSON {
      let members = rows.map { JSONValue.Member($0.name, .number($1)) }
      try StandardStream.output.write(.object([.init("queries", .integer(scores.queryCount))] + members))
    } else {
      try StandardStream.output.show(
        rows.map { $0.name + String(repeating: " ", count: 12 - $0.name.count) + rounded($1, digits: 4) })
    }
  }
}
