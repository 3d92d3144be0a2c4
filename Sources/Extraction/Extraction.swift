// Extraction: see ARCHITECTURE.md.
