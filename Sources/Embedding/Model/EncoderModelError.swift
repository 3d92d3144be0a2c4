package import Common
package import TextAnalysis

/// Why bytes are not a usable packed model.
package enum EncoderModelError: Error, Hashable, Sendable, CustomStringConvertible {
  case truncated(expected: Int, got: Int)
  case foreign(expected: UInt64, got: UInt64)
  case otherVersion(expected: UInt32, got: UInt32)
  /// A field of the header has a value outside of its limits.
  case invalidField(name: String, got: UInt64)
  /// A part has another length than the shape says, or lies elsewhere.
  case inconsistent(part: String, expected: Int, got: Int)
  case tokenizer(WordPieceTableError)
  /// The vocabulary has no token that frames a text.
  case missingToken(String)

  package var description: String {
    switch self {
    case .truncated(let expected, let got): "model: expected \(expected) bytes, got \(got)"
    case .foreign(let expected, let got):
      "model: expected the mark \(String(expected, radix: 16)), got \(String(got, radix: 16))"
    case .otherVersion(let expected, let got): "model: expected version \(expected), got \(got)"
    case .invalidField(let name, let got): "model: the field \(name) is \(got), outside of its limits"
    case .inconsistent(let part, let expected, let got): "model: \(part): expected \(expected), got \(got)"
    case .tokenizer(let error): "model: \(error)"
    case .missingToken(let name): "model: the vocabulary has no \(name)"
    }
  }
}

extension EncoderModelError: ReportableError {
  /// That of a damaged bundle, in which most models lie.
  package var exitStatus: ExitStatus { .bundle }

  package var diagnostics: [Diagnostic] {
    [Diagnostic(.error, "model-unusable", description, remedy: "import the model, or compile the bundle, again")]
  }
}
