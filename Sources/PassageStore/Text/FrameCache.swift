internal import Synchronization

/// Frames of text that stay decompressed, the last used ones, up to a number of bytes.
final class FrameCache: Sendable {
  private struct Entry {
    var content: [UInt8]
    /// When it was last used, by count.
    var use: Int
  }

  private struct State {
    var entries: [Int: Entry] = [:]
    var bytes = 0
    var uses = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  /// - Parameter limit: bytes of text; one frame always stays, however long.
  init(limit: Int) { self.limit = limit }

  func content(of frame: Int) -> [UInt8]? {
    state.withLock { state in
      guard let content = state.entries[frame]?.content else { return nil }
      state.uses += 1
      state.entries[frame]?.use = state.uses
      return content
    }
  }

  /// - Complexity: O(frames that stay) where one has to go, which is little beside decompressing a frame.
  func keep(_ content: [UInt8], of frame: Int) {
    state.withLock { state in
      guard state.entries[frame] == nil else { return }
      state.bytes += content.count
      while state.bytes > limit, let oldest = state.entries.min(by: { $0.value.use < $1.value.use }) {
        state.entries[oldest.key] = nil
        state.bytes -= oldest.value.content.count
      }
      state.uses += 1
      state.entries[frame] = Entry(content: content, use: state.uses)
    }
  }
}
