package import ArgumentParser
internal import Common
internal import Storage
package import Terminal

/// `kbc publish`: a bundle becomes the current version in a folder.
package struct PublishCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Put a bundle into a folder of versions and make it the current one.",
    discussion: """
      Checks every byte of the bundle, copies it to DIR/NAME-VERSION-DIGEST.kb and turns the link DIR/current to it in one \
      step. A server that serves the folder opens the new version without a failed request. With --keep, older \
      bundles are removed; the current one never is.
      """)

  @Argument(help: "The bundle.", completion: .file(extensions: ["kb"]))
  package var bundle: String

  @Argument(help: "The folder; it is made when it is missing.", completion: .directory)
  package var folder: String

  @Option(help: "Keep so many published bundles of its name, this one included; all by default.")
  package var keep: Int?

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func validate() throws {
    guard keep ?? 1 >= 1 else { throw ValidationError("--keep is at least 1") }
  }

  package func run() throws { try run(sink: StandardStream.output) }

  package func run(sink: any TextSink) throws {
    let versions = try VersionFolder(folder, isNew: true)
    let name = try versions.publish(bundle)
    let removed = try keep.map { try versions.prune(keeping: $0, like: name) } ?? []
    if output.isJSON {
      try sink.write(
        .object([
          "folder": .string(folder), "current": .string(name), "removed": .array(removed.map { .string($0) }),
        ]))
    } else {
      let rest = removed.isEmpty ? "" : "; removed \(Quantities.counted(removed.count, "older bundle"))"
      try sink.write("\(folder.printable): \(name) is current\(rest)\n")
    }
  }
}
