internal import Common
internal import Logging
internal import Storage
internal import Synchronization

/// The bundles that are served, and the change from one version to the next.
///
/// A request takes `current` once. When a new version appears, it is opened and warmed beside the old one and then put in
/// its place at once; requests that began before go on with the old one, which is closed after the last of them.
package final class BundleCatalog: Sendable {
  private let locations: [BundleLocation]
  /// A bundle that the inbox's compiler makes beside the base; searched when it is there.
  private let overlay: BundleLocation?
  private let model: String?
  private let textCache: Int
  private let served: Mutex<ServedBundles>
  /// Versions that could not be opened, so that each is reported once.
  private let refused = Mutex<[FileVersion]>([])

  package init(paths: [String], overlay: String? = nil, model: String? = nil, textCache: Int = 8 << 20) throws {
    locations = paths.map { BundleLocation($0) }
    self.overlay = overlay.map { BundleLocation($0) }
    self.model = model
    self.textCache = textCache
    served = Mutex(
      try ServedBundles(
        locations: Self.present(locations, self.overlay), model: model, textCache: textCache, isWarm: false))
  }

  package var current: ServedBundles { served.withLock { $0 } }

  /// What a look at the files came to.
  package enum Change: Equatable, Sendable {
    case none
    case replaced(digest: String)
    case failed(String)
  }

  /// Opens the bundles anew when a file is another than before.
  ///
  /// - Parameter isForced: also when none is.
  package func reload(isForced: Bool = false) -> Change {
    let locations = Self.present(self.locations, overlay)
    do {
      var versions: [FileVersion] = []
      for location in locations { versions.append(try location.version()) }
      if !isForced, versions == current.versions { return .none }
      if !isForced, refused.withLock({ $0 == versions }) { return .none }
      refused.withLock { $0 = versions }
      let next = try ServedBundles(locations: locations, model: model, textCache: textCache, isWarm: true)
      served.withLock { $0 = next }
      refused.withLock { $0 = [] }
      return .replaced(digest: next.digest)
    } catch {
      return .failed("\(error)")
    }
  }

  private static func present(_ locations: [BundleLocation], _ overlay: BundleLocation?) -> [BundleLocation] {
    guard let overlay else { return locations }
    return isReadable(overlay.path) ? locations + [overlay] : locations
  }
}
