/// Single files that are watched for a change, be they there or not.
package struct WatchedFiles: Sendable {
  private let paths: [String]

  package init(_ paths: [String]) { self.paths = paths }

  /// The folders that tell of a change: those of the files, or the next above them that is there.
  package var folders: Set<String> {
    Set(
      paths.map { path in
        var folder = parentFolder(of: path)
        while !isFolder(folder), folder != ".", folder != "/" { folder = parentFolder(of: folder) }
        return folder
      })
  }

  /// What the files look like now, links followed; equal states are equal files.
  package var state: [[Int]?] { paths.map { FileStamp(of: $0)?.numbers } }
}
