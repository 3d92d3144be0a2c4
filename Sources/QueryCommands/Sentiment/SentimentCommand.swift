package import ArgumentParser
internal import Common
internal import Embedding
internal import Retrieval
internal import Sentiment
internal import Storage
package import Terminal

/// `kbq sentiment`: the polarity and the emotion of a message, or of every line of a file.
package struct SentimentCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "sentiment", abstract: "Judge the polarity and the emotion of messages.",
    discussion: """
      The encoder comes from --bundle or --model; without one, or with one that the heads were not trained for, a lexicon \
      judges alone. Without a message, every line of --input (or of standard input) is a message, and every line of the \
      output a JSON object.
      """)

  @Argument(help: "The message.")
  var message: String?

  @Option(help: ArgumentHelp("A bundle with the encoder inside.", valueName: "bundle"))
  var bundle: String?

  @Option(help: ArgumentHelp("The encoder: a packed model file, or a model folder.", valueName: "path"))
  var model: String?

  @Option(help: ArgumentHelp("Messages, one a line; - for standard input.", valueName: "file"))
  var input: String?

  @Option(help: ArgumentHelp("Threads of the encoder.", valueName: "count"))
  var jobs = 2

  @OptionGroup var output: OutputOptions

  package init() {}

  package func validate() throws {
    guard message == nil || input == nil else { throw ValidationError("give either a message or --input") }
    guard bundle == nil || model == nil else { throw ValidationError("give either --bundle or --model") }
    guard (1...1_024).contains(jobs) else { throw ValidationError("--jobs is between 1 and 1,024") }
  }

  package func run() throws { try run(sink: StandardStream.output, style: TextStyle(for: .output)) }

  package func run(sink: any TextSink, style: TextStyle) throws {
    let analyzer = SentimentAnalyzer(encoder: try encoder())
    guard let message else { return try judgeLines(of: try lines(), analyzer, sink) }
    let sentiment = analyzer.analyze(message)
    if output.isJSON {
      try sink.write(sentiment.json)
    } else {
      try sink.show(renderedSentiment(sentiment, style: style))
    }
  }

  private func encoder() throws -> SentenceEncoder? {
    let model =
      try self.model.map { try EncoderModel.open(path: $0) }
      ?? bundle.flatMap { try SearchableBundle(path: $0).model() }
    return model.map { SentenceEncoder(model: $0, threads: jobs) }
  }

  private func lines() throws -> [UInt8] {
    guard let input, input != "-" else { return try readFile("/dev/stdin") }
    return try readFile(input)
  }

  private static let batchSize = 512

  private func judgeLines(of bytes: [UInt8], _ analyzer: SentimentAnalyzer, _ sink: any TextSink) throws {
    var batch: [String] = []
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
      var line = bytes[start..<end]
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      batch.append(String(decoding: line, as: UTF8.self))
      start = min(end + 1, bytes.endIndex)
      if batch.count == Self.batchSize || start == bytes.endIndex {
        var text: [UInt8] = []
        for sentiment in analyzer.analyze(batch) { text += sentiment.json.serialized() + [UInt8(ascii: "\n")] }
        try sink.write(String(decoding: text, as: UTF8.self))
        batch.removeAll(keepingCapacity: true)
      }
    }
  }
}
