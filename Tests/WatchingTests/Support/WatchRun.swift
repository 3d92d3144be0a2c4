import Common
import Foundation
import Storage
import Synchronization
import Testing
import Watching

/// A watch on a thread of its own, and what it tells, one by one; it ends with this value.
///
/// Nobody knows how long a build takes, so that tests wait for what is told. They give up their thread for that: the
/// pool of the tests has few. A watch that tells nothing ends with the time limit of its suite.
final class WatchRun {
  private final class Switch: Sendable {
    let alarm: Alarm
    private let isTurned = Atomic(false)

    init() throws { alarm = try Alarm() }

    var isStopped: Bool { isTurned.load(ordering: .acquiring) }

    func stop() {
      isTurned.store(true, ordering: .releasing)
      alarm.ring()
    }
  }

  private let stopping: Switch
  private var told: AsyncStream<String>.Iterator

  /// - Parameter watch: runs the watch until it is to stop, and tells what happens.
  init(
    _ watch:
      @escaping @Sendable (FolderWatch, _ isStopped: @escaping @Sendable () -> Bool, _ tell: (String) -> Void) throws ->
      Void
  ) throws {
    let (texts, continuation) = AsyncStream<String>.makeStream()
    told = texts.makeAsyncIterator()
    let stopping = try Switch()
    self.stopping = stopping
    Thread.detachNewThread {
      do {
        try watch(try FolderWatch(alarm: stopping.alarm), { stopping.isStopped }) { continuation.yield($0) }
        continuation.yield("ended")
      } catch {
        continuation.yield(Self.text(of: error))
      }
      continuation.finish()
    }
  }

  deinit { stopping.stop() }

  /// The identifiers of what is wrong.
  static func text(of error: any Error) -> String {
    (error as? DiagnosticsError)?.diagnostics.map(\.identifier).joined(separator: ", ") ?? "\(error)"
  }

  /// The next that is told; `nothing` after the end.
  func next() async -> String { await told.next() ?? "nothing" }

  /// Waits until all of `texts` have been told, in whatever order and with whatever between them: how changes that come
  /// together are parted into builds is a matter of time.
  func expect(_ texts: String..., sourceLocation: Testing.SourceLocation = #_sourceLocation) async {
    var missing = Set(texts)
    var seen: [String] = []
    while !missing.isEmpty, seen.last != "nothing" {
      seen.append(await next())
      missing.remove(seen[seen.count - 1])
    }
    #expect(missing.isEmpty, "\(seen)", sourceLocation: sourceLocation)
  }

  /// Ends the watch, and waits for that.
  func stop(sourceLocation: Testing.SourceLocation = #_sourceLocation) async {
    stopping.stop()
    await expect("ended", sourceLocation: sourceLocation)
  }
}
