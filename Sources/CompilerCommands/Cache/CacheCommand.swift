package import ArgumentParser
internal import Common
internal import Compilation
internal import Storage
package import Terminal

/// `kbc cache`: the folder in which builds keep finished work.
package struct CacheCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Show, prune or verify the build cache.",
    discussion: """
      Builds keep prepared documents and vectors in the cache, by the digest of everything that they were made from. \
      The cache saves time and never changes a bundle; its folder may be removed when no build runs.
      """, subcommands: [Info.self, Prune.self, Verify.self])

  package init() {}

  /// The folder that a command works on.
  package struct Place: ParsableArguments {
    @Option(
      name: .customLong("cache"),
      help: "The folder of the cache; by default $XDG_CACHE_HOME/almanac or ~/.cache/almanac.",
      completion: .directory)
    package var folder: String?

    package init() {}

    /// - Returns: `nil` when there is no cache yet.
    func existing() throws -> BuildCache? {
      guard let folder = folder ?? CacheFolder.standard else {
        throw ValidationError("neither XDG_CACHE_HOME nor HOME is set; name the folder with --cache")
      }
      return isReadable("\(folder)/\(BuildCache.fileName)") ? try BuildCache(folder: folder) : nil
    }
  }

  package struct Info: ParsableCommand {
    package static let configuration = CommandConfiguration(abstract: "Show what is stored, by kind.")
    @OptionGroup package var place: Place
    @OptionGroup package var output: OutputOptions

    package init() {}

    package func run() throws { try run(sink: StandardStream.output) }

    package func run(sink: any TextSink) throws {
      let usage = try place.existing()?.usage() ?? []
      if output.isJSON {
        try sink.write(
          .object(
            usage.map {
              .init("\($0.kind)", .object(["entries": .integer($0.entries), "bytes": .integer($0.bytes)]))
            }))
      } else if usage.isEmpty {
        try sink.write("the cache is empty\n")
      } else {
        for row in usage {
          let noun = row.kind == .file ? "file digest" : "\(row.kind)"
          try sink.write("\(Quantities.counted(row.entries, noun)), \(Quantities.bytes(row.bytes))\n")
        }
      }
    }
  }

  package struct Prune: ParsableCommand {
    package static let configuration = CommandConfiguration(
      abstract: "Remove what no build has used for a while, and give the room back.")
    @OptionGroup package var place: Place

    @Option(name: .customLong("days"), help: "Remove what has not been used for so many days.")
    package var days: Int = 30

    @Option(name: .customLong("max-mebibytes"), help: "Keep so many MiB at most, the most recently used.")
    package var mebibytes: Int?

    package init() {}

    package func validate() throws {
      guard days >= 0, (0...(1 << 40)).contains(mebibytes ?? 0) else {
        throw ValidationError("days are not negative, sizes between 0 and 1,099,511,627,776 MiB")
      }
    }

    package func run() throws { try run(sink: StandardStream.output) }

    package func run(sink: any TextSink) throws {
      let removed = try place.existing()?.prune(unusedFor: days, to: mebibytes.map { $0 << 20 }) ?? 0
      try sink.write("removed \(Quantities.counted(removed, "value"))\n")
    }
  }

  package struct Verify: ParsableCommand {
    package static let configuration = CommandConfiguration(
      abstract: "Check every value and remove those that are damaged.",
      discussion: "The exit code is 1 when there were some; the next build makes them anew.")
    @OptionGroup package var place: Place

    package init() {}

    package func run() throws { try run(sink: StandardStream.output) }

    package func run(sink: any TextSink) throws {
      let cache = try place.existing()
      let result = try cache?.verify() ?? (entries: 0, damaged: 0)
      for diagnostic in cache?.diagnostics ?? [] { try sink.write(diagnostic.rendered + "\n") }
      let counted = Quantities.counted(result.entries, "value")
      try sink.write("\(counted) checked, \(Quantities.count(result.damaged)) damaged and removed\n")
      if result.damaged > 0 { throw ExitCode(ExitStatus.diagnostics.rawValue) }
    }
  }
}
