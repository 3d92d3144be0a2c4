package import ArgumentParser
package import Terminal

/// `kbq inspect`: what a bundle is, without checking all of it.
package struct InspectCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show what a bundle holds and what it was made from.")

  @OptionGroup package var options: InspectOptions

  package init() {}

  package func run() throws { try options.run() }
}
