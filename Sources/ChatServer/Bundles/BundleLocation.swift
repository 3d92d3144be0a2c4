package import Common
package import Storage

/// Where a bundle is named on the command line: a file, or a folder of versions whose link `current` names the one to serve.
package struct BundleLocation: Equatable, Sendable {
  /// As it was given.
  package var path: String

  package init(_ path: String) { self.path = path }

  /// The file to serve now, links followed, so that a link that moves on is a new version.
  package func version() throws(SystemError) -> FileVersion {
    guard isFolder(path) else { return try FileVersion(of: path) }
    do {
      return try FileVersion(of: path + "/current")
    } catch {
      throw SystemError(
        error.code, "a folder of versions needs a link named current to the one to serve", place: path,
        cause: error.cause)
    }
  }
}
