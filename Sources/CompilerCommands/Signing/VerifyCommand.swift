package import ArgumentParser
internal import BundleFormat
internal import Common
internal import PassageStore
internal import Storage
package import Terminal

/// `kbc verify`: every checksum of a bundle, and that its tables make sense.
package struct VerifyCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check every byte of a bundle.",
    discussion: """
      Checks the header, the table of contents, the padding, the hash tree of every section, the decompressed text and \
      the signature if there is one; then reads every document, chunk, question and filter. Exit code 3 when anything \
      differs.
      """)

  @Argument(help: "The bundle.", completion: .file(extensions: ["kb"]))
  package var bundle: String

  @Option(help: "A public key, or the file that holds it: the bundle must be signed with it.")
  package var key: String?

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func run() throws { try run(sink: StandardStream.output, progress: .standard()) }

  package func run(sink: any TextSink, progress: Progress) throws {
    let reader = try BundleReader(path: bundle)
    if let key { try reader.requireSignature(of: KeyFile.verifyingKey(key)) }
    progress.begin("verify", unit: "bytes", total: reader.header.fileLength)
    try reader.verify { progress.advance(to: $0) }
    progress.advance(to: reader.header.fileLength)
    progress.finish()
    if reader.contains(.documents) { try PassageStore(bundle: reader).verify() }
    guard output.isJSON else {
      try sink.write(
        """
        \(bundle.printable): verified \(Quantities.counted(reader.sections.count, "section")), \
        \(Quantities.bytes(reader.header.fileLength)), \(reader.signature == nil ? "not signed" : "signed")

        """)
      return
    }
    try sink.write(
      .object([
        "path": .string(bundle), "isVerified": true, "sections": .integer(reader.sections.count),
        "fileLength": .integer(reader.header.fileLength), "contentDigest": .string(reader.header.contentDigest.hex),
        "fileDigest": .string(reader.header.fileDigest.hex),
        "signer": reader.signature.map { .string($0.publicKey.bytes.hex) } ?? .null,
      ]))
  }
}
