package import ArgumentParser
internal import Common
internal import Compilation
internal import Kernels
internal import Storage
package import Terminal

/// `kbc build`: a corpus becomes a bundle.
package struct BuildCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Compile a corpus into a bundle.",
    discussion: """
      Reads the manifest and the build spec, extracts, chunks and embeds every document, and renames the finished \
      bundle into place. All problems are reported in one run. When a source cannot be read, no bundle is written \
      and the exit code is 1; with --keep-going the rest is written, and the exit code is still 1. The bytes of the \
      bundle do not depend on --jobs, --instruction-set or the cache. Work that is the same as that of an earlier \
      build is taken from the cache; when nothing at all has changed, the bundle is left as it is.
      """)

  @Argument(
    help: "The manifest, for example corpus/handbook/corpus.yaml.", completion: .file(extensions: ["yaml", "yml"]))
  package var manifest: String

  @Option(help: "The build spec; defaults where there is none.", completion: .file(extensions: ["yaml", "yml"]))
  package var spec: String?

  @Option(name: [.customShort("o"), .customLong("output")], help: "The bundle to write.")
  package var outputPath: String

  @Flag(help: "Fail when the web sources are not exactly what corpus.lock pins.")
  package var locked = false

  @Flag(help: "Write the bundle although some sources could not be read.")
  package var keepGoing = false

  @Flag(name: .customLong("dry-run"), help: "Say which documents a build would add, change and remove, and stop.")
  package var isDryRun = false

  @Option(
    name: .customLong("report"),
    help: "Write a JSON file: documents added, changed, removed and skipped; counts, seconds.")
  package var reportPath: String?

  @Option(name: .customLong("instruction-set"), help: "scalar, avx2, avx512 or neon; the best by default.")
  package var instructionSetName: String?

  @OptionGroup package var work: WorkOptions

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func run() throws {
    try run(
      sink: StandardStream.output, errors: StandardStream.errors, style: TextStyle(for: .errors),
      progress: .standard(isQuiet: output.isJSON))
  }

  package func run(sink: any TextSink, errors: any TextSink, style: TextStyle, progress: Progress) throws {
    let options = Compiler.Options(
      manifest: manifest, spec: spec, output: outputPath, jobs: work.jobCount, isLocked: locked,
      keepsGoing: keepGoing, instructionSet: try InstructionSet.chosen(instructionSetName),
      cache: work.cache, reportsChanges: reportPath != nil)
    if isDryRun {
      try show(try Compiler(options: options, progress: progress).plan(), sink: sink, errors: errors, style: style)
      return
    }
    let report = try Compiler(options: options, progress: progress).run()
    if let reportPath { try BuildReport(report: report, output: outputPath).write(to: reportPath) }
    if output.isJSON {
      try sink.write(BuildSummary(report: report, output: outputPath).json)
    } else {
      try errors.write(DiagnosticRenderer(style: style).text(report.diagnostics))
      try sink.write(BuildSummary(report: report, output: outputPath).text + "\n")
    }
    if report.diagnostics.hasErrors { throw ExitCode(ExitStatus.diagnostics.rawValue) }
  }

  private func show(_ plan: BuildPlan, sink: any TextSink, errors: any TextSink, style: TextStyle) throws {
    let changes = plan.changes
    if output.isJSON {
      try sink.write(
        .object([
          "output": .string(outputPath), "hasChanges": .bool(plan.hasChanges),
          "added": .array(changes.added.map { .string($0) }), "changed": .array(changes.changed.map { .string($0) }),
          "removed": .array(changes.removed.map { .string($0) }), "unchanged": .integer(changes.unchanged),
          "changedSettings": .array(plan.changedSettings.map { .string($0) }),
          "diagnostics": .array(plan.diagnostics.map(\.json)),
        ]))
    } else {
      try errors.write(DiagnosticRenderer(style: style).text(plan.diagnostics))
      for (mark, names) in [("+", changes.added), ("~", changes.changed), ("-", changes.removed)] {
        for name in names { try sink.write("\(mark) \(name.printable)\n") }
      }
      for name in plan.changedSettings {
        try sink.write("~ the \(name) has changed: all documents may come out differently\n")
      }
      try sink.write(
        """
        \(outputPath.printable): \(Quantities.count(changes.added.count)) to add, \
        \(Quantities.count(changes.changed.count)) changed, \(Quantities.count(changes.removed.count)) to remove, \
        \(Quantities.count(changes.unchanged)) unchanged

        """)
    }
    if plan.diagnostics.hasErrors { throw ExitCode(ExitStatus.diagnostics.rawValue) }
  }
}
