// Tests of QueryCommands.
