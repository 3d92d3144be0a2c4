internal import Glibc
internal import Storage

/// What the machine has left, read from the kernel.
enum SystemStatus {
  /// Bytes of this process that are in memory.
  static var residentMemory: Int {
    guard let bytes = try? readFile("/proc/self/statm", limit: 4096) else { return 0 }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Bytes that may be used: the control group's limit or the machine's memory; `nil` when neither is known.
  static var memoryLimit: Int? {
    for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
      guard let bytes = try? readFile(path, limit: 64) else { continue }
      let text = String(decoding: bytes, as: UTF8.self).filter(\.isNumber)
      if let limit = Int(text), limit < 1 << 50 { return limit }
    }
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    return pages > 0 ? pages * Int(sysconf(Int32(_SC_PAGESIZE))) : nil
  }

  /// Free and all bytes of the file system that holds `path`.
  static func disk(at path: String) -> (free: Int, total: Int)? {
    var status = statvfs()
    guard unsafe statvfs(path, &status) == 0 else { return nil }
    let unit = Int(status.f_frsize)
    return (Int(status.f_bavail) * unit, Int(status.f_blocks) * unit)
  }
}
