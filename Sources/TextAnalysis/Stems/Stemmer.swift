internal import CStemmer

/// Reduces words to stems with one of Snowball's algorithms (Porter, "Snowball: a language for stemming algorithms",
/// 2001).
///
/// Not thread-safe: the algorithm has a buffer of its own. Making one takes about a microsecond; one a thread.
@safe package final class Stemmer {
  package let algorithm: StemmingAlgorithm
  /// Made by `init`, freed by `deinit`, used by `stem` only.
  private let handle: OpaquePointer?

  /// - Parameter algorithm: one that the library lacks leaves words as they are, as `.none` does.
  package init(_ algorithm: StemmingAlgorithm) {
    self.algorithm = algorithm
    if algorithm == .none {
      unsafe handle = nil
    } else {
      unsafe handle = sb_stemmer_new(algorithm.rawValue, "UTF_8")
    }
  }

  deinit { unsafe sb_stemmer_delete(handle) }

  /// Replaces a lower-case word of valid UTF-8 by its stem.
  package func stem(_ word: inout [UInt8]) {
    guard let handle = unsafe handle, !word.isEmpty, let length = Int32(exactly: word.count) else { return }
    let stem = unsafe word.withUnsafeBufferPointer { unsafe sb_stemmer_stem(handle, $0.baseAddress, length) }
    guard let stem = unsafe stem else { return }
    let count = unsafe Int(sb_stemmer_length(handle))
    guard count > 0 else { return }
    // Most stems are prefixes: what stays the same is not written.
    if word.count > count { word.removeLast(word.count - count) }
    for index in 0..<count {
      let byte = unsafe stem[index]
      if index == word.count {
        word.append(byte)
      } else if word[index] != byte {
        word[index] = byte
      }
    }
  }

  package func stem(_ word: String) -> String {
    var bytes = Array(word.utf8)
    stem(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
