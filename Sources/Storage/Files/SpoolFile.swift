package import Common
internal import Glibc

/// A nameless temporary file: bytes that do not fit into memory are appended, and mapped when all are there.
///
/// The file is unlinked as soon as it is open, so nothing is left whatever happens to the process.
package final class SpoolFile {
  /// Bytes appended so far.
  package private(set) var count = 0
  private let file: FileDescriptor
  private var buffer: [UInt8] = []
  private static let bufferSize = 256 << 10

  /// Opens the file in `folder`, or in `TMPDIR` or `/tmp`.
  package init(in folder: String? = nil) throws(SystemError) {
    let parent = folder ?? TemporaryFolder.defaultParent
    let name = parent + "/almanac-spool." + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    file = try FileDescriptor(path: name, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600, action: "create a spool file")
    unsafe unlink(name)
  }

  package func append(_ bytes: [UInt8]) throws(SystemError) { try unsafe append(bytes.span.bytes) }
  package func append(_ bytes: ArraySlice<UInt8>) throws(SystemError) { try unsafe append(bytes.span.bytes) }

  package func append(_ bytes: RawSpan) throws(SystemError) {
    if buffer.count + bytes.byteCount > Self.bufferSize { try flush() }
    if bytes.byteCount >= Self.bufferSize {
      try unsafe bytes.withUnsafeBytes { (memory) throws(SystemError) in try unsafe file.write(memory, at: count) }
    } else {
      unsafe bytes.withUnsafeBytes { unsafe buffer.append(contentsOf: $0) }
    }
    count += bytes.byteCount
  }

  /// All bytes appended so far, mapped; more may be appended after, which this mapping does not show.
  package func mapped() throws(SystemError) -> MappedBytes {
    try flush()
    return try MappedBytes(mapping: file, count: count)
  }

  private func flush() throws(SystemError) {
    guard !buffer.isEmpty else { return }
    let pending = buffer
    try unsafe pending.span.bytes.withUnsafeBytes { (memory) throws(SystemError) in
      try unsafe file.write(memory, at: count - memory.count)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
