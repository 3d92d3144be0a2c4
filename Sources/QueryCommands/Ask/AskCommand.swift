package import ArgumentParser
internal import Common
internal import Evaluation
internal import Retrieval
internal import Storage
internal import Terminal

/// `kbq ask`: an answer in the bundle's own sentences, with citations; no language model, no network.
package struct AskCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "ask", abstract: "Answer a question with quotations from a bundle.",
    discussion: "A bundle that does not answer says so; --json tells how close it came.")

  @Argument(help: "The bundle.")
  var bundle: String

  @Argument(help: "The question.")
  var question: String?

  @OptionGroup var settings: SearchSettings

  @Option(help: ArgumentHelp("Sentences quoted at most.", valueName: "count"))
  var quotations = 3

  @Option(
    name: .customLong("confidence"),
    help: ArgumentHelp("The confidence from which the bundle answers, 0 to 1.", valueName: "share"))
  var confidence: Double?

  @Option(help: ArgumentHelp("Questions as JSON Lines with _id and text; answers are JSON Lines.", valueName: "file"))
  var queries: String?

  @OptionGroup var output: OutputOptions

  package init() {}

  package func validate() throws {
    guard (question == nil) != (queries == nil) else { throw ValidationError("give either a question or --queries") }
    guard (1...20).contains(quotations) else { throw ValidationError("--quotations is between 1 and 20") }
    if let confidence, !(0...1).contains(confidence) { throw ValidationError("--confidence is between 0 and 1") }
  }

  package func run() throws {
    var options = AnswerOptions(search: settings.options(limit: 6), quotations: quotations)
    if let confidence { options.answerability.threshold = confidence }
    let answerer = Answerer(try settings.engine(bundle), options)
    if let question {
      let answer = try answerer.answer(question)
      if output.isJSON {
        try StandardStream.output.write(answer.json)
      } else {
        try StandardStream.output.show(renderedAnswer(answer, style: TextStyle(for: .output), width: lineWidth))
      }
    } else if let queries {
      for query in try EvaluationQuery.reading(jsonLines: readFile(queries), file: queries) {
        let members = try answerer.answer(query.text).json.members ?? []
        let line = JSONValue.object([.init("_id", .string(query.id))] + members)
        try StandardStream.output.write(line.serialized() + [UInt8(ascii: "\n")])
      }
    }
  }
}
