internal import Common
internal import Manifest
internal import Storage

/// What the system says of a list of files without reading them.
///
/// Files that are read after this was taken, and look the same then, were read in the state that it stands for, if it
/// was settled: see `FileStamp.isSettled`.
struct FileStamps: Equatable, Sendable {
  /// Those of each file's stamp; zeros for one that is missing.
  private var numbers: [Int] = []
  /// Whether all files are there, and changed last so long ago that the next change will show.
  private(set) var isSettled = true

  /// - Parameter now: seconds since 1970, before any of the files is read.
  init(of paths: some Sequence<String>, at now: Int) {
    for path in paths {
      if let stamp = FileStamp(of: path) {
        numbers += stamp.numbers
        isSettled = isSettled && stamp.isSettled(at: now)
      } else {
        numbers += repeatElement(0, count: FileStamp.numberCount)
        isSettled = false
      }
    }
  }

  /// Of all files of `sources`; pages are named by their content.
  init(of sources: ExpandedSources, at now: Int) {
    self.init(
      of: [sources.files, sources.records.map(\.item), sources.questions].joined().lazy.map(\.absolutePath), at: now)
  }

  func append(to writer: inout ByteWriter) {
    writer.appendVariable(numbers.count)
    for number in numbers { writer.append(Int64(number)) }
  }

  /// Whether the files look the same now; time has passed, so that what was not settled may be.
  static func == (left: Self, right: Self) -> Bool { left.numbers == right.numbers }
}
