internal import BundleFormat

/// The fields of the section of vector parameters.
package enum VectorField: String, Layout {
  case index
  case metric
  case dimensions
  case stride
  case count
  case reserved

  package var size: Int {
    switch self {
    case .index, .metric, .dimensions, .stride: 4
    case .count, .reserved: 8
    }
  }
}

/// How vectors are found.
package enum VectorIndexKind: UInt32, Sendable {
  /// Every vector is compared.
  case exact = 0
}

/// What the score of two vectors is.
package enum VectorMetric: UInt32, Sendable {
  /// The dot product; of vectors of length 1, their cosine similarity.
  case dotProduct = 0
}

/// The most dimensions that a reader takes: far above any sentence encoder, so that a lie cannot make it reserve memory.
let maximumDimensions = 1 << 16
