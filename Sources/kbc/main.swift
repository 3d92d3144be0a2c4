import CompilerCommands
import Terminal

CommandRunner.main(KBCCommand.self)
