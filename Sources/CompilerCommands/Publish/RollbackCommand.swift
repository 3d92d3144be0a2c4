package import ArgumentParser
internal import Common
internal import Storage
package import Terminal

/// `kbc rollback`: an earlier version of a folder becomes the current one again.
package struct RollbackCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Make an earlier bundle of a folder of versions the current one.",
    discussion: """
      Takes the bundle that was published before the current one, or the one that --to names, checks every byte of it \
      and turns the link. Nothing is removed: the same command with --to leads forward again.
      """)

  @Argument(help: "The folder that bundles were published into.", completion: .directory)
  package var folder: String

  @Option(help: "The name of a bundle in the folder.")
  package var to: String?

  @Flag(help: "Show the bundles, the one published last first, and change nothing.")
  package var list = false

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func run() throws { try run(sink: StandardStream.output) }

  package func run(sink: any TextSink) throws {
    let folder = try VersionFolder(folder, isNew: false)
    let name = list ? nil : try folder.rollBack(to: to)
    let versions = try folder.versions()
    if output.isJSON {
      try sink.write(
        .object([
          "folder": .string(folder.path),
          "versions": .array(
            versions.map {
              .object([
                "file": .string($0.fileName), "bytes": .integer($0.byteCount), "isCurrent": .bool($0.isCurrent),
              ])
            }),
        ]))
    } else if let name {
      try sink.write("\(folder.path.printable): \(name) is current\n")
    } else {
      for version in versions {
        try sink.write("\(version.isCurrent ? "*" : " ") \(version.fileName)  \(Quantities.bytes(version.byteCount))\n")
      }
    }
  }
}
