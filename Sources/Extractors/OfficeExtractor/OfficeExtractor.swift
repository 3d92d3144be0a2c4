// OfficeExtractor: see ARCHITECTURE.md.
