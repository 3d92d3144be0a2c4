// ExtractionWorker: see ARCHITECTURE.md.
