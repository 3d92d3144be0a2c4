package import ArgumentParser
internal import Common
internal import Compilation
internal import Storage
package import Terminal
internal import Watching

/// `kbc watch`: builds again each time that something changes.
package struct WatchCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Build again each time that a source changes.",
    usage: """
      kbc watch <manifest> [--spec <spec>] --output <bundle> [<options>]
      kbc watch --inbox <folder> --base <bundle> [--spec <spec>] [<options>]
      """,
    discussion: """
      With a manifest: builds as kbc build does, and again when the manifest, the build spec, the lock, a source or a \
      file of questions changes, appears or goes, also in new folders. When something is wrong, the last good bundle \
      stays, the diagnostics say what it is, and the next change tries again.

      With --inbox: compiles documents and addresses of pages that the server or people put into a folder into \
      overlay.kb there, which kbq serve --inbox searches beside the base bundle. The encoder is the base's, and so must \
      the build spec be. The status of each item is in a file: status/<id>.json for what the server took, \
      <file>.status.json for what was dropped. An item that is removed leaves the overlay; one whose status is removed \
      is tried again.

      Ends with exit code 0 on SIGINT and SIGTERM. It may be killed at any moment: the next one goes on.
      """)

  @Argument(
    help: "The manifest, for example corpus/handbook/corpus.yaml.", completion: .file(extensions: ["yaml", "yml"]))
  package var manifest: String?

  @Option(
    help: "The build spec; with --inbox that of the base; defaults where there is none.",
    completion: .file(extensions: ["yaml", "yml"]))
  package var spec: String?

  @Option(name: [.customShort("o"), .customLong("output")], help: "The bundle to write.")
  package var outputPath: String?

  @Flag(help: "Fail when the web sources are not exactly what corpus.lock pins.")
  package var locked = false

  @Flag(help: "Write the bundle although some sources could not be read.")
  package var keepGoing = false

  @Option(
    help: ArgumentHelp("Compile what is put into this folder into its overlay.kb.", valueName: "folder"),
    completion: .directory)
  package var inbox: String?

  @Option(
    help: ArgumentHelp("With --inbox: the bundle, or the folder of versions, that is served.", valueName: "bundle"),
    completion: .file())
  package var base: String?

  @Flag(help: "With --inbox: fetch pages on private hosts and on this machine as well.")
  package var privateAddresses = false

  @Option(
    help: ArgumentHelp(
      "Also look each so many seconds, for file systems that tell of no changes; with --inbox 30 by default.",
      valueName: "seconds"))
  package var poll: Int?

  @OptionGroup package var work: WorkOptions

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func validate() throws {
    if let poll, poll < 1 { throw ValidationError("--poll takes a number of seconds from 1") }
    if inbox != nil {
      if manifest != nil || outputPath != nil || locked || keepGoing {
        throw ValidationError("--inbox takes no manifest, --output, --locked or --keep-going")
      }
      if base == nil { throw ValidationError("--inbox needs --base, the bundle that is served") }
    } else {
      if base != nil || privateAddresses { throw ValidationError("--base and --private-addresses need --inbox") }
      if manifest == nil { throw ValidationError("name a manifest, or a folder with --inbox") }
      if outputPath == nil { throw ValidationError("name the bundle to write with --output") }
    }
  }

  package func run() throws {
    let alarm = try Alarm()
    StopSignals.handle(ringing: alarm)
    let watch = try FolderWatch(alarm: alarm)
    let report = WatchReport(
      sink: StandardStream.output, errors: StandardStream.errors, style: TextStyle(for: .errors),
      isJSON: output.isJSON)
    let progress = Progress.standard(isQuiet: output.isJSON)
    if let inbox, let base {
      try watchInbox(inbox, base, watch, report, progress)
    } else if let manifest, let outputPath {
      try watchCorpus(manifest, outputPath, watch, report, progress)
    }
  }

  private func watchCorpus(
    _ manifest: String, _ outputPath: String, _ watch: FolderWatch, _ report: WatchReport, _ progress: Progress
  ) throws {
    guard fileExists(manifest) else {
      throw SystemError(.notFound, "there is no manifest to watch; check the path", place: manifest)
    }
    let options = Compiler.Options(
      manifest: manifest, spec: spec, output: outputPath, jobs: work.jobCount, isLocked: locked,
      keepsGoing: keepGoing, cache: work.cache)
    try CorpusWatch(
      options: options, poll: poll.map { .seconds($0) }, isStopped: { StopSignals.haveCome }, progress: progress
    ).run(watch) { try report.tell($0, output: outputPath) }
  }

  private func watchInbox(
    _ inbox: String, _ base: String, _ watch: FolderWatch, _ report: WatchReport, _ progress: Progress
  ) throws {
    var options = InboxWatch.Options(
      folder: inbox, base: base, spec: spec, jobs: work.jobCount, cache: work.cache,
      allowsPrivateAddresses: privateAddresses)
    if let poll { options.poll = .seconds(poll) }
    try InboxWatch(options: options, isStopped: { StopSignals.haveCome }, progress: progress)
      .run(watch) { try report.tell($0, inbox: inbox) }
  }
}
