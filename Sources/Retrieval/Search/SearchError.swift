package import Common

/// Why a search cannot be answered although the bundle is in order.
package enum SearchError: ReportableError, Equatable {
  /// The bundle's model lies outside of it and none was named.
  case modelNeeded(bundle: String, name: String, digest: Digest)
  /// The model that was named is not the one that made the bundle's vectors.
  case wrongModel(bundle: String, expected: Digest, got: Digest)
  /// A service made the bundle's vectors, and the user has not named its address.
  case serviceNeeded(bundle: String, name: String, dimensions: Int, endpoint: String)
  /// The bundle has no vectors.
  case noVectors(bundle: String)

  /// A model or a mode that is missing is a matter of the command line; the wrong model is one of the bundle.
  package var exitStatus: ExitStatus {
    switch self {
    case .modelNeeded, .serviceNeeded, .noVectors: .usage
    case .wrongModel: .bundle
    }
  }

  package var diagnostics: [Diagnostic] {
    switch self {
    case .modelNeeded(let bundle, let name, let digest):
      [
        Diagnostic(
          .error, "model-needed", at: SourceLocation(file: bundle),
          "the model is not inside the bundle: expected \(name) with digest \(digest)",
          remedy: "name it with --model, or search with --mode keyword")
      ]
    case .wrongModel(let bundle, let expected, let got):
      [
        Diagnostic(
          .error, "wrong-model", at: SourceLocation(file: bundle),
          "another model made the vectors: expected digest \(expected), got \(got)",
          remedy: "name the model that the bundle was built with")
      ]
    case .serviceNeeded(let bundle, let name, let dimensions, let endpoint):
      [
        Diagnostic(
          .error, "encoder-service-needed", at: SourceLocation(file: bundle),
          "the vectors are those of \(name) with \(dimensions) dimensions at \(endpoint); questions need the same service",
          remedy: "allow it with --model \(endpoint), with its key in KBQ_ENCODER_KEY, or search with --mode keyword")
      ]
    case .noVectors(let bundle):
      [
        Diagnostic(
          .error, "no-vectors", at: SourceLocation(file: bundle), "the bundle has no vectors",
          remedy: "search with --mode keyword")
      ]
    }
  }
}
