// PDFExtractor: see ARCHITECTURE.md.
