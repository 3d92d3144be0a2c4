import CompilerCommands

KBCCommand.main()
