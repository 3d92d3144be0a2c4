internal import BundleFormat
internal import Common

/// Which encoder a build has, as far as finished work depends on it.
struct EncoderIdentity: Equatable, Sendable {
  var record: BuildRecord.Model
  /// Tokens of one input at most, special tokens included.
  var maximumTokens: Int
  /// Whether an input has the same vector always, so that vectors and whole builds can be kept.
  var isRepeatable: Bool
}

extension EncoderIdentity {
  init(of encoder: any BuildEncoder) {
    self.init(
      record: encoder.record, maximumTokens: encoder.tokens.maximum, isRepeatable: encoder.isRepeatable)
  }
}
