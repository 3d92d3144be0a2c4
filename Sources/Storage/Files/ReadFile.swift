package import Common
internal import Glibc

/// Reads a whole file, pipe or device.
///
/// - Parameter limit: the most bytes to take; a longer file is an error, found without reading all of it.
package func readFile(_ path: String, limit: Int = .max) throws(SystemError) -> [UInt8] {
  let file = try FileDescriptor(path: path, flags: O_RDONLY, action: "open the file")
  let status = try file.status()
  if status.kind == .folder {
    throw SystemError(.invalidArgument, "this is a folder; name a file", place: path)
  }
  func tooLarge() -> SystemError {
    SystemError(.invalidArgument, "the file is larger than \(limit) bytes; raise the limit or split it", place: path)
  }
  if status.kind == .regular, status.count > limit { throw tooLarge() }
  // The length is a hint: files of /proc say 0, and a file may grow meanwhile. The last read must be empty.
  var bytes = try file.read(upTo: max(status.count, 0) + 1)
  var last = bytes.count
  while last > 0 {
    if bytes.count > limit { throw tooLarge() }
    let more = try file.read(upTo: 1 << 18)
    last = more.count
    bytes += more
  }
  return bytes
}
