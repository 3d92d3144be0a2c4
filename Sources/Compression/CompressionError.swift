/// Why bytes cannot be compressed or decompressed.
package enum CompressionError: Error, Hashable, Sendable {
  /// The library's words on bytes that are no frame, or a damaged one.
  case corrupt(String)
  /// The frame holds more or fewer bytes than the caller was told.
  case wrongLength(expected: Int, got: Int)
  /// The frame says that it holds more bytes than are allowed; nothing was decompressed.
  case tooLong(limit: Int, got: Int)
  /// The frame does not say how long it is, or does not end where its bytes end.
  case notAFrame
  /// The frame was made with another dictionary, or with one where the caller has none.
  case wrongDictionary(expected: UInt32, got: UInt32)
  /// The library refused to compress: memory is short, or a level is out of range.
  case failed(String)
}

extension CompressionError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .corrupt(let text): "a zstd frame is damaged (\(text))"
    case .wrongLength(let expected, let got):
      "a zstd frame has the wrong length: expected \(expected) bytes, got \(got)"
    case .tooLong(let limit, let got): "a zstd frame is too long: expected at most \(limit) bytes, got \(got)"
    case .notAFrame: "expected one whole zstd frame, got other bytes"
    case .wrongDictionary(let expected, let got):
      "a zstd frame has another dictionary: expected number \(expected), got \(got)"
    case .failed(let text): "zstd cannot compress (\(text))"
    }
  }
}
