/// Why bytes cannot be decompressed.
package enum DecompressionError: Error, Hashable, Sendable, CustomStringConvertible {
  case damaged
  case tooLarge(limit: Int)

  package var description: String {
    switch self {
    case .damaged: "its compressed bytes are damaged"
    case .tooLarge(let limit): "it is larger than \(limit) bytes when decompressed"
    }
  }
}
