internal import Storage

/// Which of the files that people drop into an inbox are whole.
///
/// A file counts as whole when it was seen to be closed after its last change, or when nothing has changed it for two
/// seconds and no program has it open for writing, as far as the system knows: so it is for files that were there before
/// the watch.
struct DroppedFiles {
  private static let quietSeconds = 2

  /// Files that someone has begun to write and has not closed.
  private var written: Set<String> = []
  /// What files looked like when they were closed.
  private var closed: [String: FileStamp] = [:]

  mutating func note(_ event: FolderWatch.Event) {
    guard !event.isFolder else { return }
    let path = event.path
    switch event.change {
    case .begun: written.insert(path)
    case .complete:
      written.remove(path)
      // Those that have been quiet for long enough are whole in any case.
      if closed.count >= 1_000 { closed = closed.filter { !Self.isQuiet($0.value) } }
      closed[path] = FileStamp(of: path)
    case .properties: if closed[path] != nil, !written.contains(path) { closed[path] = FileStamp(of: path) }
    case .gone:
      written.remove(path)
      closed[path] = nil
    }
  }

  /// After events were lost: what was begun may have been closed.
  mutating func forgetWriters() { written = [] }

  func isComplete(_ path: String, _ stamp: FileStamp) -> Bool {
    guard !written.contains(path) else { return false }
    return closed[path] == stamp || Self.isQuiet(stamp) && !OpenFiles.isWritten(path)
  }

  /// A clock that was set back must not hold a file up for good.
  private static func isQuiet(_ stamp: FileStamp) -> Bool {
    abs(FileStamp.now - stamp.changed) > quietSeconds
  }
}
