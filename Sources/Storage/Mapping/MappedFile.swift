package import Common
internal import Glibc

/// A file mapped read-only into memory; opening costs the same whatever its size.
///
/// The pages are read when they are first touched. The mapping outlives a rename or removal of the file.
/// A file that is cut short by someone else while it is mapped reads as zeros behind its new end; `MappedBytes.isDamaged`
/// then says so.
package final class MappedFile: Sendable {
  package let path: String
  /// All of the file.
  package let bytes: MappedBytes

  package var count: Int { bytes.count }

  /// Maps the regular file at `path`; an empty file gives no bytes.
  package init(path: String) throws(SystemError) {
    // Without O_NONBLOCK the open of a named pipe would wait for a writer.
    let file = try FileDescriptor(path: path, flags: O_RDONLY | O_NONBLOCK, action: "open the file")
    let status = try file.status()
    guard status.kind == .regular else {
      throw SystemError(.invalidArgument, "this is not a file; name a regular file", place: path)
    }
    self.path = path
    bytes = try MappedBytes(mapping: file, count: status.count)
  }
}

extension MappedBytes {
  /// Maps the first `count` bytes of `file`.
  init(mapping file: borrowing FileDescriptor, count: Int) throws(SystemError) {
    if count == 0 {
      self.init([])
    } else if let region = MemoryRegion(mapping: file.number, count: count) {
      self.init(region: region, offset: 0, count: count)
    } else {
      throw SystemError(errno: errno, "map the file into memory", place: file.path)
    }
  }
}
