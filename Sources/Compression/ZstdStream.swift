internal import CZstd

/// zstd as it comes over the network: any number of frames, whose headers need not say how much they hold.
package enum ZstdStream {
  /// The largest window that a decoder of `Content-Encoding: zstd` has to have, as a power of two (RFC 9659).
  private static let windowLog: Int32 = 23

  /// The content of all frames of `bytes`.
  ///
  /// - Parameter limit: bytes of content at most.
  /// - Throws: `CompressionError.corrupt` for damaged bytes or a frame that is not whole, `.tooLong` above the limit.
  package static func content(of bytes: [UInt8], limit: Int) throws(CompressionError) -> [UInt8] {
    guard let context = unsafe ZSTD_createDCtx() else { throw .failed("out of memory") }
    defer { unsafe ZSTD_freeDCtx(context) }
    unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, windowLog)
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var position = 0
    // Not 0 while a frame is open.
    var state = 1
    while position < bytes.count || state != 0 {
      let before = (position, content.count)
      unsafe bytes.withUnsafeBytes { source in
        unsafe piece.withUnsafeMutableBytes { target in
          var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: position)
          var output = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
          unsafe state = ZSTD_decompressStream(context, &output, &input)
          unsafe position = input.pos
          unsafe content.append(contentsOf: target.prefix(output.pos))
        }
      }
      if let text = ZstdLibrary.error(state) { throw .corrupt(text) }
      guard content.count <= limit else { throw .tooLong(limit: limit, got: content.count) }
      guard before != (position, content.count) else { throw .corrupt("the frame is not whole") }
    }
    return content
  }
}
