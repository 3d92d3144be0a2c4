internal import CZstd
package import Storage

/// Decompresses frames, one at a time, with a context that is made once; one decompressor a thread.
///
/// No frame, whatever its bytes, makes it take more memory than the caller allows or write outside it.
@safe package struct ZstdDecompressor: ~Copyable {
  private let context: OpaquePointer
  private let dictionaryNumber: UInt32

  package init(dictionary: ZstdDictionary? = nil) throws(CompressionError) {
    guard let context = unsafe ZSTD_createDCtx() else { throw .failed("out of memory") }
    if let dictionary {
      let code = unsafe ZSTD_DCtx_loadDictionary(context, dictionary.bytes, dictionary.bytes.count)
      if let text = ZstdLibrary.error(code) {
        unsafe ZSTD_freeDCtx(context)
        throw .corrupt(text)
      }
    }
    unsafe self.context = context
    dictionaryNumber = dictionary?.number ?? 0
  }

  deinit { unsafe ZSTD_freeDCtx(context) }

  /// The content of `frame`, which is one whole frame.
  ///
  /// - Parameter limit: the most bytes that it may hold; checked before any memory is taken.
  package mutating func content(of frame: MappedBytes, limit: Int) throws(CompressionError) -> [UInt8] {
    let (length, number) = try Self.header(of: frame)
    guard length <= limit else { throw .tooLong(limit: limit, got: length) }
    guard try Self.length(ofFirstFrameIn: frame) == frame.count else { throw .notAFrame }
    // A frame without a number was made without a dictionary, which a decompressor that has one reads as well.
    guard number == 0 || number == dictionaryNumber else {
      throw .wrongDictionary(expected: dictionaryNumber, got: number)
    }
    let context = unsafe context
    var code = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: length) { output, count in
      code = unsafe frame.withUnsafeBytes {
        unsafe ZSTD_decompressDCtx(context, output.baseAddress, output.count, $0.baseAddress, $0.count)
      }
      count = ZSTD_isError(code) == 0 ? code : 0
    }
    if let text = ZstdLibrary.error(code) { throw .corrupt(text) }
    guard bytes.count == length else { throw .wrongLength(expected: length, got: bytes.count) }
    return bytes
  }

  /// The length in bytes of the frame that `bytes` begin with; what follows it is not looked at.
  package static func length(ofFirstFrameIn bytes: MappedBytes) throws(CompressionError) -> Int {
    let code = unsafe bytes.withUnsafeBytes { unsafe ZSTD_findFrameCompressedSize($0.baseAddress, $0.count) }
    if let text = ZstdLibrary.error(code) { throw .corrupt(text) }
    return code
  }

  /// What the header says: the length of the content and the number of the dictionary.
  private static func header(of frame: MappedBytes) throws(CompressionError) -> (length: Int, dictionary: UInt32) {
    let (length, number) = unsafe frame.withUnsafeBytes { memory in
      let length = unsafe ZSTD_getFrameContentSize(memory.baseAddress, memory.count)
      return (length, unsafe UInt32(ZSTD_getDictID_fromFrame(memory.baseAddress, memory.count)))
    }
    // The two largest numbers are the library's "unknown" and "error".
    guard length < UInt64.max - 1, let length = Int(exactly: length) else { throw .notAFrame }
    return (length, number)
  }
}
