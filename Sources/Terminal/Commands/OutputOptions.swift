internal import ArgumentParser

/// The options that every command has: `@OptionGroup var output: OutputOptions`.
package struct OutputOptions: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print JSON on standard output.")
  package var isJSON = false

  package init() {}
}
