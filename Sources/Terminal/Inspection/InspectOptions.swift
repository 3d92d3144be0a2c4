package import ArgumentParser
internal import BundleFormat
internal import Storage

/// What `kbc inspect` and `kbq inspect` take and do: `@OptionGroup var options: InspectOptions`.
package struct InspectOptions: ParsableArguments {
  @Argument(help: "The bundle.", completion: .file(extensions: ["kb"]))
  package var bundle: String

  @Option(name: .customLong("documents"), help: "The most documents to list.")
  package var documentLimit = 20

  @OptionGroup package var output: OutputOptions

  package init() {}

  /// Prints the report.
  package func run(sink: any TextSink = StandardStream.output, style: TextStyle = TextStyle(for: .output)) throws {
    let report = try BundleReport(of: BundleReader(path: bundle), documentLimit: documentLimit)
    if output.isJSON {
      try sink.write(report.json)
    } else {
      try sink.write(report.text(style: style))
    }
  }
}
