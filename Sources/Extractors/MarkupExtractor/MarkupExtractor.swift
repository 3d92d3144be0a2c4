// MarkupExtractor: see ARCHITECTURE.md.
