import ArgumentParser
import QueryCommands

KBQCommand.main()
