package import ArgumentParser
internal import Common
internal import Embedding
internal import Kernels
internal import Storage
package import Terminal

/// `kbc embed`: the vectors of the texts of a JSONL file, as a NumPy matrix.
package struct EmbedCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "embed", abstract: "Turn texts into vectors.",
    discussion: """
      Reads one JSON object a line ({"text": …}; other members are ignored) and writes a float32 matrix of one row a \
      line in NumPy's format. The vectors are the same for any number of jobs and any instruction set.
      """)

  @Option(help: "A packed model file, or a model folder in the Hugging Face layout.")
  var model: String

  @Option(help: "A JSONL file with a member \"text\" on every line.")
  var input: String

  @Option(name: .customLong("output"), help: "The .npy file to write.")
  var outputPath: String

  @Option(name: .customLong("instruction-set"), help: "scalar, avx2, avx512 or neon; the best by default.")
  var instructionSetName: String?

  @Option(help: "Threads; all processors by default.")
  var jobs: Int?

  @Option(name: .customLong("max-tokens"), help: "The longest text in tokens; the model's own limit by default.")
  var maxTokens: Int?

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func run() throws { try run(sink: StandardStream.output, progress: .standard()) }

  package func run(sink: any TextSink, progress: Progress) throws {
    let instructionSet = try InstructionSet.chosen(instructionSetName)
    let encoder = SentenceEncoder(
      model: try EncoderModel.open(path: model), maxTokens: maxTokens, unitVectors: false,
      instructionSet: instructionSet, threads: max(jobs ?? Processors.count, 1))
    let rows = try writeVectors(of: MappedFile(path: input).bytes, encoder, progress)
    guard output.isJSON else {
      try sink.write("\(outputPath.printable): \(Quantities.counted(rows, "text")), \(encoder.dimensions) dimensions\n")
      return
    }
    try sink.write(
      .object([
        "output": .string(outputPath), "texts": .integer(rows), "dimensions": .integer(encoder.dimensions),
        "instructionSet": .string(instructionSet.rawValue),
      ]))
  }

  /// Encodes in batches of a bounded size, so that memory does not grow with the input.
  ///
  /// - Returns: the number of texts.
  private func writeVectors(
    of bytes: MappedBytes, _ encoder: SentenceEncoder, _ progress: Progress
  ) throws -> Int {
    let lines = JSONLines(bytes)
    let rows = lines.count
    let file = try AtomicFile(path: outputPath)
    try file.write(NumPyFile.header(rows: rows, columns: encoder.dimensions))
    progress.begin("embed", unit: "texts", total: rows)
    var batch: [[UInt8]] = []
    try lines.visitTexts(file: input) { text in
      batch.append(text)
      if batch.count == Self.batchSize {
        try file.write(NumPyFile.body(encoder.encode(batch)))
        progress.advance(by: batch.count)
        batch.removeAll(keepingCapacity: true)
      }
    }
    try file.write(NumPyFile.body(encoder.encode(batch)))
    progress.advance(to: rows)
    progress.finish()
    try file.commit()
    return rows
  }

  private static let batchSize = 256
}
