// Embedding: see ARCHITECTURE.md.
