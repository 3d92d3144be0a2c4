// Compilation: see ARCHITECTURE.md.
