// Chunking: see ARCHITECTURE.md.
