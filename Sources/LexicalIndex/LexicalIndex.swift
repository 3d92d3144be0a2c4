// LexicalIndex: see ARCHITECTURE.md.
