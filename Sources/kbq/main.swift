import QueryCommands
import Terminal

CommandRunner.main(KBQCommand.self)
