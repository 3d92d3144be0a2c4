package import Common
internal import Glibc

extension SystemError {
  /// The error for the `errno` value `number`: what failed, and the remedy that its kind has.
  ///
  /// - Parameters:
  ///   - number: the value of `errno`, read right after the call that failed.
  ///   - action: what was tried, as it completes "cannot …": `read the file`.
  ///   - place: the path that it was tried on.
  package init(errno number: Int32, _ action: String, place: String?) {
    let (code, remedy) = Self.kind(of: number)
    self.init(code, "cannot \(action)" + (remedy.map { "; \($0)" } ?? ""), place: place, cause: Self.text(of: number))
  }

  private static func kind(of number: Int32) -> (Code, String?) {
    switch number {
    case ENOENT, ENOTDIR: (.notFound, "check the path")
    case EACCES, EPERM: (.permissionDenied, "check the owner and the permissions of the file and its folder")
    case EROFS: (.permissionDenied, "the file system is read-only; choose another place")
    case ENOSPC, EDQUOT: (.noSpace, "the disk or the quota is full; free some space or choose another place")
    case EFBIG: (.noSpace, "the file would be larger than this process or file system allows")
    case EINVAL, ENAMETOOLONG, EISDIR, ELOOP: (.invalidArgument, "check the path")
    case EMFILE, ENFILE: (.inputOutput, "too many files are open; raise the limit with ulimit -n")
    default: (.inputOutput, nil)
    }
  }

  /// The system's words for an error number; the POSIX `strerror_r`, which fills the given buffer.
  private static func text(of number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    _ = unsafe strerror_r(number, &buffer, buffer.count)
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return bytes.isEmpty ? "error \(number)" : String(decoding: bytes, as: UTF8.self)
  }
}
