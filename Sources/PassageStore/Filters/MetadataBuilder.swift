internal import Common
internal import Storage

/// Collects which documents have which value of which key.
struct MetadataBuilder {
  /// The key of the tags; keys of metadata are not empty.
  static let tagKey = ""

  struct Pair: Hashable {
    /// UTF-8: strings that differ in bytes only are different values.
    var key: [UInt8]
    var value: [UInt8]
  }

  private var documents: [Pair: [UInt32]] = [:]

  mutating func add(key: String, value: String, document: DocumentID) {
    let pair = Pair(key: Array(key.utf8), value: Array(value.utf8))
    if documents[pair]?.last == document.rawValue { return }
    documents[pair, default: []].append(document.rawValue)
  }

  /// The pairs in bytewise order, each with its documents in order.
  var sorted: [(pair: Pair, documents: [UInt32])] {
    documents.map { (pair: $0.key, documents: $0.value) }.sorted {
      $0.pair.key == $1.pair.key
        ? $0.pair.value.lexicographicallyPrecedes($1.pair.value)
        : $0.pair.key.lexicographicallyPrecedes($1.pair.key)
    }
  }
}
