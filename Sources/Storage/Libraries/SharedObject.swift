/// Shared objects of the running process.
package enum SharedObject {
  /// The version in the file name of a shared object that the process has mapped: "0.0.7" for `libuchardet.so.0.0.7`.
  ///
  /// For libraries that do not tell their version. `nil` when `library` is linked statically or its file tells none.
  ///
  /// - Parameter library: the name before ".so", "libuchardet" for one.
  package static func version(of library: String) -> String? {
    // A process that may not read its own map tells no versions; nothing else depends on it.
    guard let map = try? readFile("/proc/self/maps") else { return nil }
    return version(of: library, inMap: String(decoding: map, as: UTF8.self))
  }

  /// The same, from the text of `/proc/self/maps`, whose paths have symbolic links resolved.
  package static func version(of library: String, inMap map: String) -> String? {
    for line in map.split(separator: "\n") {
      guard let slash = line.lastIndex(of: "/") else { continue }
      let name = line[line.index(after: slash)...]
      guard name.hasPrefix(library + ".so.") else { continue }
      // An upgrade while the program runs marks the file as deleted.
      return String(name.dropFirst(library.utf8.count + 4).prefix { $0 != " " })
    }
    return nil
  }
}
