package import ArgumentParser

/// `kbc`, the compiler: one subcommand a job.
package struct KBCCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "kbc", abstract: "Compile a corpus into a knowledge-base bundle.",
    subcommands: [
      ExtractCommand.self, EmbedCommand.self, ModelCommand.self,
    ])

  package init() {}
}
