// VectorIndex: see ARCHITECTURE.md.
