package import BundleFormat
internal import Common

extension PassageStore {
  /// The documents whose metadata has `value` under `key`.
  package func documents(where key: String, equals value: String) throws(BundleError) -> DocumentSet {
    var set = DocumentSet(documentCount: documentCount)
    guard let row = try metadata.row(key: key, value: value) else { return set }
    for id in try metadata.documents(of: row) { set.insert(id) }
    return set
  }

  /// The documents that have `tag`.
  package func documents(tagged tag: String) throws(BundleError) -> DocumentSet {
    try documents(where: MetadataBuilder.tagKey, equals: tag)
  }

  /// Every key with each of its values and the number of documents that have it, in bytewise order.
  package func facets() throws(BundleError) -> [(key: String, value: String, documentCount: Int)] {
    var facets: [(key: String, value: String, documentCount: Int)] = []
    for index in 0..<metadata.count {
      let row = try metadata.row(index)
      if row.key != MetadataBuilder.tagKey { facets.append((row.key, row.value, row.range.count)) }
    }
    return facets
  }

  /// Every tag and the number of documents that have it, in bytewise order.
  package func tags() throws(BundleError) -> [(tag: String, documentCount: Int)] {
    var tags: [(tag: String, documentCount: Int)] = []
    // The empty key of the tags comes before every other.
    for index in 0..<metadata.count {
      let row = try metadata.row(index)
      if row.key != MetadataBuilder.tagKey { break }
      tags.append((row.value, row.range.count))
    }
    return tags
  }
}
