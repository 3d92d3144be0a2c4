internal import Compression
internal import Storage

extension ZstdDictionary {
  /// Trains a dictionary for frames of `text`, from pieces spread evenly over all of it.
  ///
  /// Too small a text gets none: the dictionary lies in the bundle too, and must save more than it takes.
  static func trained(on text: MappedBytes) -> ZstdDictionary? {
    let pieceLength = 2 << 10
    let budget = 2 << 20
    guard text.count >= 256 << 10 else { return nil }
    let count = min(text.count, budget) / pieceLength
    let step = text.count / count
    var samples: [UInt8] = []
    samples.reserveCapacity(count * pieceLength)
    for index in 0..<count {
      samples += text.array(index * step..<(index * step + pieceLength))
    }
    let capacity = min(defaultCapacity, text.count / 64)
    return trained(samples: samples, sizes: [Int](repeating: pieceLength, count: count), capacity: capacity)
  }
}
