internal import CBrotli

/// Brotli (RFC 7932) over its reference decoder: the only place that calls it.
package enum Brotli {
  /// The content of a whole stream; at most `limit` bytes of it.
  package static func decompressed(_ bytes: [UInt8], limit: Int) throws(DecompressionError) -> [UInt8] {
    guard let state = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else { throw .damaged }
    defer { unsafe BrotliDecoderDestroyInstance(state) }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var left = bytes.count
    var result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT
    while result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT, content.count <= limit {
      unsafe bytes.withUnsafeBufferPointer { source in
        var next = unsafe source.baseAddress.map { unsafe $0 + (source.count - left) }
        unsafe piece.withUnsafeMutableBufferPointer { target in
          var free = target.count
          var output = target.baseAddress
          unsafe result = BrotliDecoderDecompressStream(state, &left, &next, &free, &output, nil)
          unsafe content.append(contentsOf: target.prefix(target.count - free))
        }
      }
    }
    if content.count > limit { throw .tooLarge(limit: limit) }
    guard result == BROTLI_DECODER_RESULT_SUCCESS else { throw .damaged }
    return content
  }
}
