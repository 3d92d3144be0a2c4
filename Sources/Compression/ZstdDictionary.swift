internal import CZstd

/// Bytes that many small frames have in common, and tables made for them.
package struct ZstdDictionary: Equatable, Sendable {
  /// What libzstd advises: about a hundredth of the samples, at most 110 KiB.
  package static let defaultCapacity = 110 << 10

  package let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// The number that frames name it by; 0 for bytes that are not a trained dictionary.
  package var number: UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe UInt32(ZDICT_getDictID($0.baseAddress, $0.count)) }
  }

  /// Trains a dictionary: the same samples give the same bytes with the same libzstd.
  ///
  /// - Parameters:
  ///   - samples: the samples, one after another.
  ///   - sizes: the length of each, in bytes.
  ///   - capacity: the most bytes that it may have.
  /// - Returns: `nil` when the samples are too few or too alike to learn from.
  package static func trained(samples: [UInt8], sizes: [Int], capacity: Int = defaultCapacity) -> ZstdDictionary? {
    precondition(sizes.reduce(0, +) == samples.count, "the sizes cover the samples")
    guard sizes.count >= 8 else { return nil }
    var bytes = [UInt8](repeating: 0, count: capacity)
    let count = unsafe ZDICT_trainFromBuffer(&bytes, bytes.count, samples, sizes, UInt32(sizes.count))
    guard ZDICT_isError(count) == 0 else { return nil }
    return ZstdDictionary(bytes: Array(bytes.prefix(count)))
  }
}
