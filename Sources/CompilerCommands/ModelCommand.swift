package import ArgumentParser
internal import Common
internal import Embedding
internal import Kernels
internal import Storage
package import Terminal

/// `kbc model`: models for the encoder.
package struct ModelCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Import sentence encoders.", subcommands: [Import.self])

  package init() {}

  /// `kbc model import`: a folder in the Hugging Face layout becomes one packed file.
  package struct Import: ParsableCommand {
    package static let configuration = CommandConfiguration(
      abstract: "Pack a model folder into one file.",
      discussion: """
        Takes sentence encoders of the BERT family in the Hugging Face layout (config.json, modules.json, \
        1_Pooling/config.json, model.safetensors, tokenizer.json): mean or CLS pooling, any width and depth, weights \
        in float32, float16 or bfloat16. The file is read in place; equal folders give equal files.
        """)

    @Argument(help: "The model folder.")
    var directory: String

    @Option(name: .shortAndLong, help: "The file to write; the folder's name with .model by default.")
    var output: String?

    @OptionGroup package var outputOptions: OutputOptions

    package init() {}

    package func run() throws { try run(sink: StandardStream.output) }

    package func run(sink: any TextSink) throws {
      let path = output ?? (directory.split(separator: "/").last.map(String.init) ?? "encoder") + ".model"
      let bytes = try ModelImporter.import(directory: directory)
      let model = try EncoderModel(file: MappedBytes(bytes))
      let file = try AtomicFile(path: path)
      try file.write(bytes)
      try file.commit()
      guard outputOptions.isJSON else {
        try sink.write(
          """
          \(path.printable): \(Quantities.counted(model.shape.layers, "layer")), \(model.dimensions) dimensions, \
          \(Quantities.bytes(bytes.count)), digest \(model.digest)

          """)
        return
      }
      try sink.write(
        .object([
          "output": .string(path), "bytes": .integer(bytes.count), "digest": .string(model.digest.hex),
          "dimensions": .integer(model.dimensions), "layers": .integer(model.shape.layers),
          "maxTokens": .integer(model.maxTokens),
        ]))
    }
  }
}
