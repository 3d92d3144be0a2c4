internal import Extraction

/// Where the build cache lies unless the user says so.
package enum CacheFolder {
  /// `almanac` in the user's cache folder: `XDG_CACHE_HOME`, else `~/.cache`; `nil` where there is no home.
  package static var standard: String? {
    if let path = Environment.value(of: "XDG_CACHE_HOME"), path.hasPrefix("/") { return path + "/almanac" }
    if let path = Environment.value(of: "HOME"), path.hasPrefix("/") { return path + "/.cache/almanac" }
    return nil
  }
}
