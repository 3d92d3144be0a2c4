// Kernels: see ARCHITECTURE.md.
