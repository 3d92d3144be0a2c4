internal import Common

/// Finds documents whose text was there before, exactly or nearly.
///
/// Documents are shown one after the other, in the order of the corpus, and each is compared with the originals before it:
/// the answer depends on nothing else. A duplicate is no original, so that all copies name the same one.
///
/// Memory: about 1 KB an original.
package struct DuplicateFinder: Sendable {
  /// What a document repeats.
  package struct Duplicate: Equatable, Sendable {
    /// The number of the original, as documents were shown, from 0.
    package var original: Int
    /// The estimated share of runs of four words that both have, 0…1; 1 with `isExact` for the same bytes.
    package var similarity: Double
    package var isExact: Bool

    package init(original: Int, similarity: Double, isExact: Bool) {
      self.original = original
      self.similarity = similarity
      self.isExact = isExact
    }
  }

  /// Minima that two sketches must share in one place to be compared at all: with 16 such places, of two texts that are
  /// alike by 0.9 fewer than one pair in a thousand is missed.
  private static let rows = 8

  private let threshold: Double
  private var count = 0
  private var exact: [Digest: Int] = [:]
  private var signatures: [(document: Int, signature: MinHashSignature)] = []
  /// Positions in `signatures` by a hash of some of their minima.
  private var buckets: [UInt64: [Int]] = [:]

  /// The most originals of one bucket that a document is compared with: boilerplate that is everywhere must not make the
  /// search quadratic.
  private static let maximumCandidates = 64

  /// - Parameter threshold: the least similarity of near duplicates, 0…1; above 1 finds exact ones only.
  package init(threshold: Double = 0.9) { self.threshold = threshold }

  /// Shows the next document; its original, if it has one.
  ///
  /// - Parameter text: the normalised text, UTF-8.
  package mutating func add(_ text: [UInt8]) -> Duplicate? {
    let document = count
    count += 1
    let digest = Digest(hashing: text)
    if let original = exact[digest] { return Duplicate(original: original, similarity: 1, isExact: true) }
    guard threshold <= 1, let signature = MinHashSignature(text) else {
      exact[digest] = document
      return nil
    }
    let keys = Self.keys(of: signature)
    if let near = nearest(to: signature, keys) {
      // The next copy of this text is a copy of the same original.
      exact[digest] = near.original
      return near
    }
    exact[digest] = document
    for key in keys where buckets[key]?.count ?? 0 < Self.maximumCandidates {
      buckets[key, default: []].append(signatures.count)
    }
    signatures.append((document, signature))
    return nil
  }

  /// The most similar original; the earliest of equals.
  private func nearest(to signature: MinHashSignature, _ keys: [UInt64]) -> Duplicate? {
    var best: Duplicate?
    for position in Set(keys.flatMap { buckets[$0] ?? [] }).sorted() {
      let similarity = signature.similarity(to: signatures[position].signature)
      if similarity >= threshold, similarity > best?.similarity ?? 0 {
        best = Duplicate(original: signatures[position].document, similarity: similarity, isExact: false)
      }
    }
    return best
  }

  /// One key a band of the sketch.
  private static func keys(of signature: MinHashSignature) -> [UInt64] {
    stride(from: 0, to: MinHashSignature.count, by: rows).map { start in
      var key = UInt64(start)
      for index in start..<(start + rows) { key = MinHashSignature.mixed(key &+ UInt64(signature.minima[index])) }
      return key
    }
  }
}
