package import ArgumentParser
internal import BundleFormat
internal import Common
internal import Storage
package import Terminal

/// `kbc keygen`: a key pair for signing bundles.
package struct KeygenCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "keygen", abstract: "Make a key pair for signing bundles.",
    discussion: """
      Writes the secret Ed25519 key to the file, which only its owner can read, and the public key beside it with \
      .pub behind the name, both as 64 hexadecimal digits. An existing key is never overwritten.
      """)

  @Option(name: .shortAndLong, help: "The file for the secret key.")
  package var outputPath: String

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func run() throws { try run(sink: StandardStream.output) }

  package func run(sink: any TextSink) throws {
    let publicPath = outputPath + ".pub"
    let taken = [outputPath, publicPath].filter(fileExists)
    guard taken.isEmpty else {
      throw DiagnosticsError(
        taken.map {
          Diagnostic(
            .error, "key-exists", at: SourceLocation(file: $0), "there is a file of this name",
            remedy: "choose another name; a key that is gone cannot be made again")
        })
    }
    let key = SigningKey()
    try KeyFile.write(key.bytes, to: outputPath, isSecret: true)
    try KeyFile.write(key.publicKey.bytes, to: publicPath, isSecret: false)
    let hex = key.publicKey.bytes.hex
    guard output.isJSON else {
      try sink.write("\(outputPath.printable): secret key\n\(publicPath.printable): public key \(hex)\n")
      return
    }
    try sink.write(
      .object(["secretKey": .string(outputPath), "publicKeyFile": .string(publicPath), "publicKey": .string(hex)]))
  }
}
