package import ArgumentParser
internal import Compilation
internal import Kernels

/// How the work on a corpus is done; nothing of it changes what is made.
package struct WorkOptions: ParsableArguments {
  @Option(help: "Threads and extraction workers; all processors by default.")
  package var jobs: Int?

  @Option(
    name: .customLong("cache"),
    help: "The folder of the cache; by default $XDG_CACHE_HOME/almanac or ~/.cache/almanac.", completion: .directory)
  package var cacheFolder: String?

  @Flag(name: .customLong("no-cache"), help: "Do everything anew, and keep nothing.")
  package var hasNoCache = false

  package init() {}

  var jobCount: Int { jobs ?? Processors.count }
  var cache: String? { hasNoCache ? nil : cacheFolder ?? CacheFolder.standard }
}
