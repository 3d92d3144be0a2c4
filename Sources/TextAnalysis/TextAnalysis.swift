// TextAnalysis: see ARCHITECTURE.md.
