// Tests of Common.
