package import ArgumentParser
internal import Common
internal import Embedding
internal import Kernels
internal import Storage
package import Terminal

/// `kbc bench`: measurements of the compiler's parts.
package struct BenchCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the speed of the compiler's parts.",
    subcommands: [Embed.self, Tokens.self])

  package init() {}

  /// `kbc bench embed`: the encoder's speed on given texts.
  package struct Embed: ParsableCommand {
    package static let configuration = CommandConfiguration(
      abstract: "Measure the encoder.",
      discussion: """
        Encodes the texts of a JSONL file ({"text": …} on every line) several times and tells the best pass; then each \
        of the first texts alone on one thread. The share of the limit compares the linear layers' integer operations \
        with those of the matrix product's inner loop alone, measured before every pass on as many threads. The digest \
        is that of the vectors, in the order of the texts: it is the same on every machine.
        """)

    @Option(help: "A packed model file, or a model folder in the Hugging Face layout.")
    var model: String

    @Option(help: "A JSONL file with a member \"text\" on every line.")
    var input: String

    @Option(name: .customLong("instruction-set"), help: "scalar, avx2, avx512 or neon; the best by default.")
    var instructionSetName: String?

    @Option(help: "Threads; all processors by default.")
    var jobs: Int?

    @Option(name: .customLong("texts"), help: "Texts to use, from the first on; all by default.")
    var limit: Int?

    @Option(help: "Passes over the texts.")
    var passes: Int = 3

    @OptionGroup package var output: OutputOptions

    package init() {}

    package func validate() throws {
      if passes < 1 { throw ValidationError("--passes is at least 1") }
      if let limit, limit < 1 { throw ValidationError("--texts is at least 1") }
    }

    package func run() throws { try run(sink: StandardStream.output) }

    package func run(sink: any TextSink) throws {
      let instructionSet = try InstructionSet.chosen(instructionSetName)
      let encoder = SentenceEncoder(
        model: try EncoderModel.open(path: model), instructionSet: instructionSet,
        threads: max(jobs ?? Processors.count, 1))
      var texts: [[UInt8]] = []
      try JSONLines(MappedFile(path: input).bytes).visitTexts(file: input) { text in
        if texts.count < limit ?? .max { texts.append(text) }
      }
      let result = EncoderBenchmark(encoder: encoder, texts: texts).run(passes: passes)
      guard output.isJSON else {
        try sink.write(result.text)
        return
      }
      try sink.write(result.json)
    }
  }
}
