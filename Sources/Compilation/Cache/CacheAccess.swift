internal import Common
internal import Storage

/// The cache that a build has opened, and the programs whose work is in it.
struct CacheAccess: Sendable {
  let cache: BuildCache
  let files: FileDigests
  /// The digests of the compiler and its worker.
  let programs: [Digest]

  /// Opens the cache.
  ///
  /// - Parameters:
  ///   - options: name the folder of the cache, `nil` for none.
  ///   - worker: the path of the worker program.
  /// - Returns: no access where none was asked for, or where diagnostics say why there can be none.
  static func open(_ options: Compiler.Options, worker: String) -> (access: CacheAccess?, diagnostics: [Diagnostic]) {
    guard let folder = options.cache else { return (nil, []) }
    do {
      let cache = try BuildCache(folder: folder)
      let files = FileDigests(cache, now: options.now)
      // Without the digests of the programs, nothing tells the work of this version from that of another.
      let programs = ["/proc/self/exe", worker].compactMap { files.digest(of: $0) }
      guard programs.count == 2 else { return (nil, []) }
      return (CacheAccess(cache: cache, files: files, programs: programs), [])
    } catch {
      let reason = (error as? any ReportableError)?.diagnostics.first?.reason ?? "\(error)"
      let diagnostic = Diagnostic(
        .warning, "cache-unavailable", at: SourceLocation(file: folder),
        "the build cache cannot be used (\(reason)); everything is done anew",
        remedy: "name another folder with --cache, or use --no-cache")
      return (nil, [diagnostic])
    }
  }
}
