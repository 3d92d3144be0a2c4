internal import Glibc

/// What the system says of a file without reading it; a file that is changed gets another stamp.
///
/// It holds the time of the last change of the file's properties (ctime) too, which no program can set back. What it
/// cannot show is a change in the same tick of the clock as the stamp was taken, which is what `isSettled` is for.
package struct FileStamp: Equatable, Sendable {
  /// Device, inode, length, and seconds and nanoseconds of the two times.
  package let numbers: [Int]

  package static let numberCount = 7

  /// Looks at the file at `path`, following links; `nil` when there is none that may be looked at.
  package init?(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    numbers = [
      Int(truncatingIfNeeded: status.st_dev), Int(truncatingIfNeeded: status.st_ino), Int(status.st_size),
      Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec), Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec),
    ]
  }

  /// Bytes of the file.
  package var length: Int { numbers[2] }

  /// The second since 1970 of the last change of the file or of its properties (ctime).
  package var changed: Int { numbers[5] }

  /// Whether the last change lies so far before `second` that one after `second` cannot have the same times: two
  /// seconds, the coarsest clock of a file system.
  package func isSettled(at second: Int) -> Bool { max(numbers[3], numbers[5]) + 2 < second }

  /// The system's time, in seconds since 1970.
  package static var now: Int { Int(time(nil)) }
}

extension FileStamp {
  /// The folder that relative paths start from.
  package static var workingFolder: String {
    guard let path = unsafe getcwd(nil, 0) else { return "." }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }
}
