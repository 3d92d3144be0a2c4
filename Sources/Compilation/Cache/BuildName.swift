internal import Common
internal import Manifest

/// What a build is called: two builds of the same name write the same file.
struct BuildName: Sendable {
  let sources: ExpandedSources
  /// Of the sources, before any was read.
  let stamps: FileStamps
  /// By the digests of all sources.
  let key: Digest
  /// By the stamps of all sources: what leads to the key without looking for each digest. `nil` where a source has
  /// changed so recently that its stamp says too little.
  let brief: Digest?

  /// Whether the sources still look as they did.
  var isCurrent: Bool { stamps == FileStamps(of: sources, at: 0) }
}
