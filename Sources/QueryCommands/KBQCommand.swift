package import ArgumentParser

/// `kbq`, the query engine: one subcommand a job.
package struct KBQCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "kbq", abstract: "Search, ask and serve knowledge-base bundles.", version: ProgramVersion.current,
    subcommands: [
      SearchCommand.self, AskCommand.self, ChatCommand.self, SupportCommand.self, SentimentCommand.self,
      ServeCommand.self, MCPCommand.self, UsageCommand.self, KeysCommand.self, InviteCommand.self,
      ConfigCommand.self, InspectCommand.self, SourceCommand.self,
    ])

  package init() {}
}
