package import ArgumentParser

/// `kbc`, the compiler: one subcommand a job.
package struct KBCCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "kbc", abstract: "Compile a corpus into a knowledge-base bundle.", version: "0.1.0",
    subcommands: [
      BenchCommand.self,
      BuildCommand.self,
      CacheCommand.self,
      CheckCommand.self,
      EmbedCommand.self,
      ExtractCommand.self,
      FetchCommand.self,
      InspectCommand.self,
      KeygenCommand.self,
      ModelCommand.self,
      PublishCommand.self,
      RollbackCommand.self,
      SchemaCommand.self,
      SignCommand.self,
      TrainCommand.self,
      VerifyCommand.self,
      WatchCommand.self,
    ])

  package init() {}
}
