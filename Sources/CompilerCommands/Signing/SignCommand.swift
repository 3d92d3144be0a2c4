package import ArgumentParser
internal import BundleFormat
internal import Common
internal import Storage
package import Terminal

/// `kbc sign`: a bundle gets a signature.
package struct SignCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "sign", abstract: "Sign a bundle.",
    discussion: """
      Checks every byte of the bundle, signs its file digest, which covers all of it, and writes the signature into its \
      place: 128 bytes change, all others and every digest stay. A signature that is there is replaced.
      """)

  @Argument(help: "The bundle.", completion: .file(extensions: ["kb"]))
  package var bundle: String

  @Option(help: "The file with the secret key, made by kbc keygen.")
  package var key: String

  @Option(name: [.customShort("o"), .customLong("output")], help: "The signed bundle; the bundle itself by default.")
  package var outputPath: String?

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func run() throws { try run(sink: StandardStream.output) }

  package func run(sink: any TextSink) throws {
    let key = try KeyFile.signingKey(at: key)
    let path = outputPath ?? bundle
    let reader = try BundleReader(path: bundle)
    // What is damaged must not leave with a signature; one that is there already is about to be replaced.
    try reader.verify(signature: false)
    try reader.writeSigned(to: path, with: key)
    let hex = key.publicKey.bytes.hex
    guard output.isJSON else {
      try sink.write("\(path.printable): signed by \(hex)\n")
      return
    }
    try sink.write(
      .object([
        "output": .string(path), "signer": .string(hex), "contentDigest": .string(reader.header.contentDigest.hex),
        "fileDigest": .string(reader.header.fileDigest.hex),
      ]))
  }
}
