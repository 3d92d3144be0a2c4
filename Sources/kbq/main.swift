import QueryCommands

KBQCommand.main()
