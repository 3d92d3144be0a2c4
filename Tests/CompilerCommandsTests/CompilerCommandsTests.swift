// Tests of CompilerCommands.
