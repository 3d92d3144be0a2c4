internal import Common

/// Decides where the frames of the text end.
///
/// A frame ends only where a document ends, or inside of a document that is longer than a block. Small documents share
/// a frame, and some of them, chosen by their own bytes, end it early: an edit that changes a length moves the ends of
/// the frames near it only, and the rest of the file stays as it was.
struct FrameCutter {
  /// In bytes of text.
  let blockLength: Int
  /// Where each frame ends, in bytes of text from the start; all but the frame that is open.
  private(set) var ends: [Int] = []
  private var position = 0
  private var open = 0

  init(blockLength: Int) { self.blockLength = blockLength }

  /// Takes the next document.
  mutating func add(_ text: [UInt8]) {
    if text.count >= blockLength {
      add(length: text.count)
    } else {
      advance(text.count)
      // One document in four, once half a block is full.
      if open >= blockLength || open >= blockLength / 2 && Digest(hashing: text).bytes[0] & 3 == 0 { close() }
    }
  }

  /// Takes bytes that share no frame with others.
  mutating func add(length: Int) {
    close()
    for start in stride(from: 0, to: length, by: blockLength) {
      advance(min(blockLength, length - start))
      close()
    }
  }

  /// The ends of all frames.
  consuming func finish() -> [Int] {
    close()
    return ends
  }

  private mutating func advance(_ count: Int) {
    position += count
    open += count
  }

  private mutating func close() {
    if open > 0 { ends.append(position) }
    open = 0
  }
}
