internal import BundleFormat
internal import Common
internal import LanguageModels
package import Retrieval
internal import Storage

/// The bundles of one moment, opened: what a request works with from its beginning to its end.
package final class ServedBundles: Sendable {
  package let engine: SearchEngine
  /// Names the content of all bundles together; answers are cached under it.
  package let digest: String
  let versions: [FileVersion]

  /// Opens the bundles.
  ///
  /// - Parameter isWarm: opens the indexes and the encoder now, so that the first question does not wait for them.
  init(versions: [FileVersion], model: String?, textCache: Int, isWarm: Bool) throws {
    self.versions = versions
    engine = try SearchEngine(
      paths: versions.map(\.path), model: model, transport: HTTPEmbeddings(), textCache: textCache)
    digest = engine.bundles.map { "\($0.reader.header.contentDigest)" }.joined(separator: "+")
    if isWarm { try Self.warm(engine) }
  }

  /// Opens the encoders, which is where a bundle fails whose model lies outside and is that of no other bundle.
  func checkEncoders() throws {
    for (index, bundle) in engine.bundles.enumerated() where bundle.hasVectors { _ = try engine.encoder(of: index) }
  }

  private static func warm(_ engine: SearchEngine) throws {
    for (index, bundle) in engine.bundles.enumerated() {
      _ = try bundle.lexical
      _ = try bundle.record
      if bundle.hasVectors { _ = try engine.encoder(of: index) }
    }
    _ = try engine.search("warm", SearchOptions(mode: engine.defaultMode, limit: 1))
  }
}

extension SearchEngine {
  /// Hybrid where a bundle has vectors.
  package var defaultMode: SearchMode { bundles.contains(where: \.hasVectors) ? .hybrid : .keyword }
}
