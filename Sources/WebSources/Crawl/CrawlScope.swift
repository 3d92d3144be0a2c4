package import Manifest

/// Which addresses belong to a source.
package struct CrawlScope: Sendable {
  private let include: [AddressPattern]
  private let exclude: [AddressPattern]
  /// What everything is under when the manifest includes nothing by name: origin and folder of each start address.
  private var folders: [String]

  package init(_ source: WebSource) {
    // Patterns that do not parse were reported when the manifest was decoded.
    include = source.include.compactMap { try? AddressPattern($0.value) }
    exclude = source.exclude.compactMap { try? AddressPattern($0.value) }
    folders = []
    for start in source.start.compactMap({ WebAddress($0.value) }) { add(startedAt: start) }
    if source.start.isEmpty {
      // A site map speaks for its own site.
      folders = source.sitemaps.compactMap { WebAddress($0.value)?.origin }.map { $0 + "/" }
    }
  }

  /// Takes in what lies under a start address, or under the address that it redirects to.
  package mutating func add(startedAt address: WebAddress) {
    let folder = address.origin + address.folder
    if !folders.contains(folder) { folders.append(folder) }
  }

  package func contains(_ address: WebAddress) -> Bool {
    let isIncluded =
      include.isEmpty
      ? folders.contains { address.text.hasPrefix($0) } : include.contains { $0.matches(address.text) }
    return isIncluded && !exclude.contains { $0.matches(address.text) }
  }
}
