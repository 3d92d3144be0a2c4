internal import Common
internal import Manifest
internal import Synchronization

/// One document to be: a file that is still to be read, a pinned page, or a row of a records file.
enum CompilationInput: Sendable {
  case file(SourceItem)
  case page(PinnedPage)
  case record(Record, of: RecordFile)

  /// Whether the source is a row of a larger file, which no bundle holds.
  var isPartOfFile: Bool {
    if case .record = self { true } else { false }
  }
}

extension Record {
  /// What the document of this record is called in the bundle.
  func source(in file: RecordFile) -> String { url ?? name(in: file) }

  /// What messages call it.
  func name(in file: RecordFile) -> String { "\(file.item.displayPath)#\(id)" }

  /// Of its title and its text.
  var sourceDigest: Digest { Digest(hashing: Array((title ?? "").utf8) + [0] + Array(text.utf8)) }
}

/// Hands out the inputs of a build one by one, to whichever thread asks: files in order, then pages, then records.
final class InputCursor: Sendable {
  private struct State {
    var files: ArraySlice<SourceItem>
    var pages: ArraySlice<PinnedPage>
    var recordFiles: ArraySlice<RecordFile>
    var reader: RecordReader?
    var seen = RecordIdentifiers()
    var diagnostics: [Diagnostic] = []
  }

  private let state: Mutex<State>

  init(_ sources: ExpandedSources) {
    state = Mutex(State(files: sources.files[...], pages: sources.pages[...], recordFiles: sources.records[...]))
  }

  /// What was wrong with the records files; complete once `next` has given `nil`.
  var diagnostics: [Diagnostic] { state.withLock { $0.diagnostics } }

  func next() -> CompilationInput? {
    state.withLock { state in
      if let item = state.files.popFirst() { return .file(item) }
      if let page = state.pages.popFirst() { return .page(page) }
      while let file = state.recordFiles.first {
        var reader = state.reader ?? RecordReader(file)
        if let record = reader.next(&state.seen) {
          state.reader = reader
          return .record(record, of: file)
        }
        state.diagnostics += reader.diagnostics
        state.reader = nil
        state.recordFiles.removeFirst()
      }
      return nil
    }
  }
}
