internal import BundleFormat

/// The fields of a packed model's header; FORMAT.md says what they mean.
package enum ModelField: String, Layout {
  case mark
  case version
  case reserved
  case digest
  case width
  case heads
  case intermediate
  case layers
  case vocabulary
  case positions
  case activation
  case pooling
  case normalizes
  case epsilon
  case maxTokens
  case reserved2
  case tokenizerLength
  case weightsOffset
  case weightsLength
  case padding

  package var size: Int {
    switch self {
    case .mark, .tokenizerLength, .weightsOffset, .weightsLength: 8
    case .digest: 32
    case .padding: 136
    default: 4
    }
  }
}
