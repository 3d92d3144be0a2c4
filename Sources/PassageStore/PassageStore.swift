// PassageStore: see ARCHITECTURE.md.
