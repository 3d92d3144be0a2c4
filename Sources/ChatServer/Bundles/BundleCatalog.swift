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
  private let overlay: String?
  private let model: String?
  private let textCache: Int
  private let served: Mutex<ServedBundles>
  /// The versions that were looked at last, so that each is opened, or reported, once; held while they are opened, so
  /// that of two looks the later one decides.
  private let looked: Mutex<[FileVersion]>
  /// Why the server began without the overlay that was there.
  package let overlayProblem: String?

  /// Opens the bundles; an overlay that cannot be opened is left out.
  ///
  /// - Throws: when one of `paths` cannot be opened.
  package init(paths: [String], overlay: String? = nil, model: String? = nil, textCache: Int = 8 << 20) throws {
    let locations = paths.map { BundleLocation($0) }
    var versions: [FileVersion] = []
    for location in locations { versions.append(try location.version()) }
    let base = versions
    var bundles: ServedBundles?
    var problem: String?
    if let added = overlay.flatMap(Self.version) {
      versions.append(added)
      do {
        let candidate = try ServedBundles(versions: versions, model: model, textCache: textCache, isWarm: false)
        try candidate.checkEncoders()
        bundles = candidate
      } catch {
        problem = "\(error)"
      }
    }
    self.locations = locations
    self.overlay = overlay
    self.model = model
    self.textCache = textCache
    overlayProblem = problem
    served = Mutex(
      try bundles ?? ServedBundles(versions: base, model: model, textCache: textCache, isWarm: false))
    looked = Mutex(versions)
  }

  package var current: ServedBundles { served.withLock { $0 } }

  /// What a look at the files came to.
  package enum Change: Equatable, Sendable {
    case none
    /// New versions are served; `leftOut` says why the overlay is not among them although it is there.
    case replaced(digest: String, leftOut: String? = nil)
    case failed(String)
  }

  /// Opens the bundles anew when a file is another than before.
  ///
  /// An overlay that cannot be opened does not keep a new version of the base from being served.
  ///
  /// - Parameter isForced: also when none is.
  package func reload(isForced: Bool = false) -> Change {
    looked.withLock { looked in
      do {
        var versions: [FileVersion] = []
        for location in locations { versions.append(try location.version()) }
        let base = versions
        if let overlay, let added = Self.version(overlay) { versions.append(added) }
        guard isForced || versions != looked else { return .none }
        looked = versions
        do {
          return replace(with: try opened(versions))
        } catch  where versions.count > base.count && !current.versions.starts(with: base) {
          return replace(with: try opened(base), leftOut: "\(error)")
        }
      } catch {
        return .failed("\(error)")
      }
    }
  }

  private func opened(_ versions: [FileVersion]) throws -> ServedBundles {
    try ServedBundles(versions: versions, model: model, textCache: textCache, isWarm: true)
  }

  private func replace(with next: ServedBundles, leftOut: String? = nil) -> Change {
    served.withLock { $0 = next }
    return .replaced(digest: next.digest, leftOut: leftOut)
  }

  /// `nil` when there is none: an inbox that is empty has no overlay.
  private static func version(_ overlay: String) -> FileVersion? { try? FileVersion(of: overlay) }
}
