package import ArgumentParser
internal import Common
internal import Manifest
internal import Storage
package import Terminal

/// `kbc schema`: the JSON Schema of a file that people write, for their editors.
package struct SchemaCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of manifests, build specs or questions.",
    discussion: """
      An editor that knows the schema completes keys and marks mistakes. For the YAML language server, put this line \
      at the top of a file: # yaml-language-server: $schema=manifest.schema.json
      """)

  package enum Kind: String, CaseIterable, ExpressibleByArgument, Sendable {
    case manifest
    case spec
    case questions
  }

  @Argument(help: "What to describe: manifest, spec or questions.")
  package var kind: Kind

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func run() throws { try run(sink: StandardStream.output) }

  package func run(sink: any TextSink) throws {
    let schema =
      switch kind {
      case .manifest: CorpusManifest.jsonSchema
      case .spec: BuildSpec.jsonSchema
      case .questions: CuratedQuestion.jsonSchema
      }
    try sink.write(schema)
  }
}
