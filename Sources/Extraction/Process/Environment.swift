internal import Glibc

/// What the process knows about itself.
package enum Environment {
  /// The value of an environment variable.
  package static func value(of name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// The folder of the running program; "." where the system does not tell.
  static var programFolder: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    let path = buffer.prefix(max(count, 0)).map(UInt8.init(bitPattern:))
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return String(decoding: path[..<slash], as: UTF8.self)
  }

  static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }
}
