internal import CZlib
internal import Storage

/// gzip, zlib and raw deflate over zlib: the only place that calls it.
package enum Gzip {
  package static func isGzip(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// One member (RFC 1952) that holds `bytes`; the same bytes give the same member with the same zlib.
  package static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var stream = unsafe z_stream()
    guard unsafe almanac_deflate_init(&stream) == Z_OK else { return [] }
    defer { unsafe deflateEnd(&stream) }
    var input = bytes
    let capacity = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      unsafe input.withUnsafeMutableBufferPointer { source in
        unsafe stream.next_in = source.baseAddress
        unsafe stream.avail_in = UInt32(source.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(output.count)
        unsafe _ = deflate(&stream, Z_FINISH)
      }
      count = unsafe capacity - Int(stream.avail_out)
    }
  }

  /// The content of all members; at most `limit` bytes of it. Damage behind the last whole member is no error.
  package static func decompressed(_ bytes: [UInt8], limit: Int) throws(DecompressionError) -> [UInt8] {
    let bytes = MappedBytes(bytes)
    var content: [UInt8] = []
    var offset = 0
    while offset < bytes.count {
      guard let found = try member(bytes, at: offset, limit: limit - content.count) else {
        if content.isEmpty { throw .damaged }
        return content
      }
      content += found.content
      offset += found.length
    }
    return content
  }

  /// The body of a message with `Content-Encoding: deflate`, which is zlib by the standard and raw deflate from some.
  package static func inflated(_ bytes: [UInt8], limit: Int) throws(DecompressionError) -> [UInt8] {
    let bytes = MappedBytes(bytes)
    if let found = try member(bytes, at: 0, limit: limit) { return found.content }
    if let found = try member(bytes, at: 0, limit: limit, isRaw: true) { return found.content }
    throw .damaged
  }

  /// The member that starts at `offset` and its length in bytes; `nil` when it is damaged or not whole.
  static func member(
    _ bytes: MappedBytes, at offset: Int, limit: Int, isRaw: Bool = false
  ) throws(DecompressionError) -> (content: [UInt8], length: Int)? {
    var stream = unsafe z_stream()
    guard unsafe (isRaw ? almanac_inflate_init_raw(&stream) : almanac_inflate_init(&stream)) == Z_OK else { return nil }
    defer { unsafe inflateEnd(&stream) }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var status = Z_OK
    var offset = offset
    let start = offset
    // zlib counts in 32 bits, so the input goes in by the window.
    while status == Z_OK, offset < bytes.count, content.count <= limit {
      let window = bytes[offset..<min(offset + 1 << 20, bytes.count)]
      let used = unsafe window.withUnsafeBytes { source -> Int in
        unsafe stream.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.avail_in = UInt32(source.count)
        while status == Z_OK, unsafe stream.avail_in > 0, content.count <= limit {
          unsafe piece.withUnsafeMutableBufferPointer { target in
            unsafe stream.next_out = target.baseAddress
            unsafe stream.avail_out = UInt32(target.count)
            status = unsafe inflate(&stream, Z_NO_FLUSH)
            unsafe content.append(contentsOf: target.prefix(target.count - Int(stream.avail_out)))
          }
        }
        return unsafe source.count - Int(stream.avail_in)
      }
      offset += used
      // Output may be left when the input is used up.
      if used == 0 { break }
    }
    if content.count > limit { throw .tooLarge(limit: limit) }
    return status == Z_STREAM_END ? (content, offset - start) : nil
  }
}
