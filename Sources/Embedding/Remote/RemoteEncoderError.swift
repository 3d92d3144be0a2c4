package import Common

/// Why a service gave no vectors.
package enum RemoteEncoderError: ReportableError, Hashable {
  /// No answer came; `isTransient` when another try may help.
  case unreachable(endpoint: String, detail: String, isTransient: Bool)
  case refused(endpoint: String, status: Int, message: String)
  /// The answer is not what the protocol describes.
  case malformed(endpoint: String, detail: String)
  case otherDimensions(endpoint: String, model: String, expected: Int, got: Int)
  /// The probe's vector is not what it was: another model answers under the name.
  case otherModel(endpoint: String, model: String, similarity: Float)

  package var exitStatus: ExitStatus { .service }

  /// Whether the same request may well succeed a little later.
  package var isTransient: Bool {
    switch self {
    case .unreachable(_, _, let isTransient): isTransient
    case .refused(_, let status, _): status == 408 || status == 429 || status >= 500
    case .malformed, .otherDimensions, .otherModel: false
    }
  }

  package var diagnostics: [Diagnostic] {
    switch self {
    case .unreachable(let endpoint, let detail, _):
      [
        Diagnostic(
          .error, "encoder-unreachable", "no answer from the encoder at \(endpoint): \(detail)",
          remedy: "check that the service runs and can be reached")
      ]
    case .refused(let endpoint, let status, let message):
      [
        Diagnostic(
          .error, "encoder-refused", "the encoder at \(endpoint) answered with status \(status): \(message)",
          remedy: Self.remedy(status))
      ]
    case .malformed(let endpoint, let detail):
      [
        Diagnostic(
          .error, "encoder-answer-malformed", "the answer of the encoder at \(endpoint) cannot be used: \(detail)",
          remedy: "check that the address is that of an OpenAI-compatible API, up to and with /v1")
      ]
    case .otherDimensions(let endpoint, let model, let expected, let got):
      [
        Diagnostic(
          .error, "encoder-dimensions",
          "the vectors of \(model) at \(endpoint) have other dimensions: expected \(expected), got \(got)",
          remedy:
            "set encoder.remote.dimensions to \(got), or encoder.remote.shorten where the service can shorten them")
      ]
    case .otherModel(let endpoint, let model, let similarity):
      [
        Diagnostic(
          .error, "encoder-changed",
          "another model answers as \(model) at \(endpoint): the similarity to its earlier vector of the same text is "
            + "\(similarity), expected at least \(RemoteModel.sameSimilarity)",
          remedy: "use the service that made the vectors, or remove corpus.vectors, fetch and build again")
      ]
    }
  }

  private static func remedy(_ status: Int) -> String {
    switch status {
    case 401, 403: "check the key and the variable that holds it"
    case 404: "check the address, which ends in /v1 with most services, and the model's name"
    case 429: "wait, or lower encoder.remote.batch and encoder.remote.concurrency"
    case 500...: "try again later; what was fetched so far is kept"
    default: "see what the service says"
    }
  }
}
