internal import Common
internal import Compression
internal import Storage

/// Chooses what a dictionary is trained on, and trains it.
///
/// The samples are pieces of documents, those whose digests are the lowest: a fixed number from everywhere, and an edit
/// touches them only where an edited piece is or becomes one of them. So most edits of a large corpus leave the
/// dictionary, and with it all frames but their own, as they were.
struct DictionaryTraining {
  private static let pieceLength = 2 << 10
  private static let minimumPiece = 256
  private static let pieceLimit = 1 << 10
  /// Too small a text gets none: the dictionary lies in the bundle too, and must save more than it takes.
  private static let minimumText = 256 << 10

  private struct Piece {
    var rank: UInt64
    var range: Range<Int>
  }

  private let text: MappedBytes
  private var pieces: [Piece] = []

  /// - Parameters:
  ///   - text: of all documents, one after another.
  ///   - documents: where each lies in it.
  init(on text: MappedBytes, documents: some Sequence<Range<Int>>) {
    self.text = text
    guard text.count >= Self.minimumText else { return }
    for document in documents {
      for start in stride(from: document.lowerBound, to: document.upperBound, by: Self.pieceLength) {
        let range = start..<min(start + Self.pieceLength, document.upperBound)
        guard range.count >= Self.minimumPiece else { continue }
        let digest = Digest(hashing: text.array(range))
        pieces.append(Piece(rank: digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, range: range))
      }
      if pieces.count >= 8 * Self.pieceLimit { prune() }
    }
    prune()
    pieces.sort { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// Leaves the lowest ranks, each once: what is repeated everywhere must not be all that there is.
  private mutating func prune() {
    pieces.sort { ($0.rank, $0.range.lowerBound) < ($1.rank, $1.range.lowerBound) }
    var kept: [Piece] = []
    for piece in pieces where piece.rank != kept.last?.rank {
      kept.append(piece)
      if kept.count == Self.pieceLimit { break }
    }
    pieces = kept
  }

  /// The dictionary; `nil` for a text that is too small, or too alike to learn from.
  func dictionary(_ archive: (any FrameArchive)?) -> ZstdDictionary? {
    guard !pieces.isEmpty else { return nil }
    var samples: [UInt8] = []
    samples.reserveCapacity(pieces.count * Self.pieceLength)
    for piece in pieces { samples += text.array(piece.range) }
    let name = name(of: samples)
    if let known = archive?.frame(name) { return ZstdDictionary(bytes: known) }
    let dictionary = ZstdDictionary.trained(samples: samples, sizes: pieces.map(\.range.count), capacity: capacity)
    if let dictionary { archive?.keep(dictionary.bytes, name) }
    return dictionary
  }

  private func name(of samples: [UInt8]) -> Digest {
    var writer = ByteWriter()
    writer.append(string: "dictionary")
    writer.append(ZstdLibrary.versionNumber)
    writer.appendVariable(capacity)
    for piece in pieces { writer.appendVariable(piece.range.count) }
    writer.append(contentsOf: samples)
    return Digest(hashing: writer.bytes)
  }

  /// About a sixty-fourth of the text, in steps of an eighth, so that small changes of the length change nothing.
  private var capacity: Int {
    let share = text.count / 64
    let step = 1 << max(0, Int.bitWidth - share.leadingZeroBitCount - 4)
    return min(ZstdDictionary.defaultCapacity, share / step * step)
  }
}
