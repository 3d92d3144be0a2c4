internal import Agent
package import ArgumentParser
internal import Common
internal import Storage
internal import Terminal

/// `kbq support`: whether passages support claims, as the chat marks the sentences of an answer.
package struct SupportCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "support", abstract: "Check whether passages support claims.",
    discussion: """
      Reads JSON Lines with `claim` and `passages`, a list of texts, and writes each line back with `supported` and what spoke for \
      it. This looks at words, numbers, names and negations; it is not entailment.
      """)

  @Argument(help: ArgumentHelp("The claims.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("The share of a claim's words that a passage must have, 0 to 1.", valueName: "share"))
  var coverage: Double?

  package init() {}

  package func validate() throws {
    if let coverage, !(0...1).contains(coverage) { throw ValidationError("--coverage is between 0 and 1") }
  }

  package func run() throws {
    var check = SupportCheck()
    if let coverage { check.minimumCoverage = coverage }
    let bytes = try readFile(file)
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      let value: JSONValue
      do {
        value = try JSONValue(parsing: line)
      } catch {
        throw DiagnosticsError([problem(index, "the line is not JSON: \(error)")])
      }
      guard let claim = value["claim"]?.string, let passages = value["passages"]?.array?.compactMap(\.string) else {
        throw DiagnosticsError([problem(index, "the line has no `claim` with `passages`")])
      }
      let evidence = check.evidence(claim, by: passages)
      let members: [JSONValue.Member] = [
        .init("supported", .bool(check.isSupported(claim, by: passages))),
        .init("coverage", .number(evidence.coverage)),
        .init("strangeNumbers", .integer(evidence.strangeNumbers)),
        .init("strangeNames", .integer(evidence.strangeNames)),
        .init("negationDiffers", .bool(evidence.isNegationDifferent)),
      ]
      let result = JSONValue.object((value.members ?? []).filter { $0.name != "passages" } + members)
      try StandardStream.output.write(result.serialized() + [UInt8(ascii: "\n")])
    }
  }

  private func problem(_ index: Int, _ reason: String) -> Diagnostic {
    Diagnostic(
      .error, "invalid-line", at: SourceLocation(file: file, line: index + 1), reason,
      remedy: "write {\"claim\": \"…\", \"passages\": [\"…\"]}")
  }
}
