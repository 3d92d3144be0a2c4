// MarkdownExtractor: see ARCHITECTURE.md.
