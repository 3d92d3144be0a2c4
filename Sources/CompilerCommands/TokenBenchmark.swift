package import ArgumentParser
internal import Common
internal import Embedding
internal import Storage
package import Terminal
internal import TextAnalysis

extension BenchCommand {
  /// `kbc bench tokens`: the tokenizer's speed on given texts, and what it makes of them.
  package struct Tokens: ParsableCommand {
    package static let configuration = CommandConfiguration(
      abstract: "Measure the tokenizer.",
      discussion: """
        Turns the texts of a JSONL file ({"text": …} on every line) into the ids of word pieces, several times on one \
        thread, and tells the best pass. --ids writes the ids, one JSON array a line, for comparisons.
        """)

    @Option(help: "A packed model file, or a model folder in the Hugging Face layout.")
    var model: String

    @Option(help: "A JSONL file with a member \"text\" on every line.")
    var input: String

    @Option(name: .customLong("ids"), help: "A file for the ids, [CLS] and [SEP] not among them.")
    var idsPath: String?

    @Option(help: "Passes over the texts.")
    var passes: Int = 5

    @OptionGroup package var output: OutputOptions

    package init() {}

    package func validate() throws {
      if passes < 1 { throw ValidationError("--passes is at least 1") }
    }

    package func run() throws { try run(sink: StandardStream.output) }

    package func run(sink: any TextSink) throws {
      let tokenizer = try EncoderModel.open(path: model).tokenizer
      var texts: [[UInt8]] = []
      try JSONLines(MappedFile(path: input).bytes).visitTexts(file: input) { texts.append($0) }
      let bytes = texts.reduce(0) { $0 + $1.count }
      var tokens = 0
      var best = Duration.seconds(Int.max >> 8)
      for _ in 0..<passes {
        tokens = 0
        let time = ContinuousClock().measure { for text in texts { tokens += tokenizer.encode(text).count } }
        best = min(best, time)
      }
      if let idsPath { try write(texts.map { tokenizer.encode($0) }, to: idsPath) }
      let seconds = best / .seconds(1)
      let speed = seconds > 0 ? Double(bytes) / seconds / 1e6 : 0
      guard output.isJSON else {
        let tenths = Int((speed * 10).rounded())
        try sink.write(
          """
          \(Quantities.counted(texts.count, "text")), \(Quantities.counted(tokens, "token"))
          \(tenths / 10).\(tenths % 10) MB/s on one thread

          """)
        return
      }
      try sink.write(
        .object([
          "texts": .integer(texts.count), "bytes": .integer(bytes), "tokens": .integer(tokens),
          "megabytesPerSecond": .number(speed),
        ]))
    }

    private func write(_ ids: [[Int32]], to path: String) throws {
      let file = try AtomicFile(path: path)
      for list in ids { try file.write(Array("[\(list.map { "\($0)" }.joined(separator: ","))]\n".utf8)) }
      try file.commit()
    }
  }
}
