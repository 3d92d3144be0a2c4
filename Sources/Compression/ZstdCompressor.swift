internal import CZstd

/// Compresses frames, one at a time, with a context that is made once; one compressor a thread.
///
/// The same bytes give the same frame: the library runs in the calling thread, and a frame does not depend on those
/// before it. Frames carry their length and no checksum, as bundles have their own.
@safe package struct ZstdCompressor: ~Copyable {
  private let context: OpaquePointer

  /// - Parameters:
  ///   - level: in `ZstdLibrary.levels`.
  ///   - dictionary: must be given to the decompressor as well.
  package init(level: Int, dictionary: ZstdDictionary? = nil) throws(CompressionError) {
    guard ZstdLibrary.levels.contains(level) else {
      throw .failed("level \(level) is not in \(ZstdLibrary.levels)")
    }
    guard let context = unsafe ZSTD_createCCtx() else { throw .failed("out of memory") }
    var code = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
    if ZSTD_isError(code) == 0, let dictionary {
      code = unsafe ZSTD_CCtx_loadDictionary(context, dictionary.bytes, dictionary.bytes.count)
    }
    if let text = ZstdLibrary.error(code) {
      unsafe ZSTD_freeCCtx(context)
      throw .failed(text)
    }
    unsafe self.context = context
  }

  deinit { unsafe ZSTD_freeCCtx(context) }

  /// The frame that holds `bytes`.
  package mutating func frame(holding bytes: RawSpan) throws(CompressionError) -> [UInt8] {
    var code = 0
    let context = unsafe context
    let capacity = ZSTD_compressBound(bytes.byteCount)
    let frame = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      code = unsafe bytes.withUnsafeBytes {
        unsafe ZSTD_compress2(context, output.baseAddress, output.count, $0.baseAddress, $0.count)
      }
      count = ZSTD_isError(code) == 0 ? code : 0
    }
    if let text = ZstdLibrary.error(code) { throw .failed(text) }
    return frame
  }

  package mutating func frame(holding bytes: [UInt8]) throws(CompressionError) -> [UInt8] {
    try unsafe frame(holding: bytes.span.bytes)
  }
}
