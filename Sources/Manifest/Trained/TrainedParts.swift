package import Common
package import Compression

/// Parts of bundles that are learnt from a corpus, pinned in a file beside the manifest by `kbc train`.
///
/// A build that finds them uses them as they are, whatever has become of the corpus since: what is compressed with them
/// stays the same bytes when other documents change. The file is part of the corpus as its lock is.
package struct TrainedParts: Equatable, Sendable {
  /// Beside the manifest.
  package static let fileName = "corpus.trained"

  /// Of the text's frames; `nil` where the corpus is too small to gain from one, which is pinned as well.
  package var dictionary: ZstdDictionary?

  package init(dictionary: ZstdDictionary?) { self.dictionary = dictionary }

  /// Of everything in it.
  package var digest: Digest { Digest(hashing: encoded) }
}
