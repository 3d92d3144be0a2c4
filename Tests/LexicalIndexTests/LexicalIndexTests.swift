// Tests of LexicalIndex.
