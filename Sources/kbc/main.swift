import ArgumentParser
import CompilerCommands

KBCCommand.main()
