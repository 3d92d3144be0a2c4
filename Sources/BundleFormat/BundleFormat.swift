// BundleFormat: see ARCHITECTURE.md.
