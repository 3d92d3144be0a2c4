package import BundleFormat
internal import Common
package import Embedding
internal import Storage
internal import VectorIndex

/// Searches one or more bundles as one.
///
/// Opening reads headers and tables of contents only; indexes and the encoder open with the first search that needs
/// them. BM25 scores of several bundles are compared as they are, each with its own corpus's statistics.
package final class SearchEngine: Sendable {
  package let bundles: [SearchableBundle]
  private let modelPath: String?
  private let transport: (any EmbeddingsTransport)?
  private let threads: Int
  private let lazyEncoders: [Lazy<any TextEncoder>]

  /// - Parameters:
  ///   - paths: the bundles, at least one; their order breaks ties.
  ///   - model: a packed model or a model's folder for bundles whose model lies outside; the address of the service for
  ///     bundles with a remote encoder. A bundle is untrusted: what it says alone opens no connection.
  ///   - transport: the way to a remote encoder.
  ///   - threads: of the encoder.
  ///   - textCache: bytes of each bundle's text that stay decompressed.
  package init(
    paths: [String], model: String? = nil, transport: (any EmbeddingsTransport)? = nil, threads: Int = 1,
    textCache: Int = 512 << 10
  ) throws(BundleError) {
    var bundles: [SearchableBundle] = []
    for path in paths { bundles.append(try SearchableBundle(path: path, textCache: textCache)) }
    self.bundles = bundles
    modelPath = model
    self.transport = transport
    self.threads = threads
    lazyEncoders = bundles.map { _ in Lazy() }
  }

  /// The encoder that made the vectors of a bundle; bundles of the same model share one.
  package func encoder(of index: Int) throws -> any TextEncoder {
    try lazyEncoders[index].value { () throws -> any TextEncoder in
      let digest = try modelDigest(of: index)
      for other in 0..<index where try bundles[other].hasVectors && modelDigest(of: other) == digest {
        return try encoder(of: other)
      }
      if let remote = try bundles[index].remoteModel() { return try remoteEncoder(remote, of: bundles[index]) }
      return SentenceEncoder(model: try model(of: index), threads: threads)
    }
  }

  private func remoteEncoder(_ record: RemoteModelRecord, of bundle: SearchableBundle) throws -> RemoteEncoder {
    guard let modelPath, Self.isAddress(modelPath), let transport else {
      throw SearchError.serviceNeeded(
        bundle: bundle.path, name: record.model.name, dimensions: record.model.dimensions,
        endpoint: record.model.endpoint)
    }
    guard try bundle.record.model?.digest == record.digest else {
      throw SearchError.wrongModel(
        bundle: bundle.path, expected: try bundle.record.model?.digest ?? Digest(hashing: []), got: record.digest)
    }
    guard try bundle.vectors.dimensions == record.model.dimensions else {
      throw try otherDimensions(record.model.dimensions, bundle)
    }
    var model = record.model
    model.endpoint = RemoteModel(endpoint: modelPath, name: "", dimensions: 0).endpoint
    return RemoteEncoder(model: model, probe: record.probe, transport: transport)
  }

  private static func isAddress(_ text: String) -> Bool { text.hasPrefix("https://") || text.hasPrefix("http://") }

  private func otherDimensions(_ expected: Int, _ bundle: SearchableBundle) throws(BundleError) -> BundleError {
    BundleError.malformedSection(
      .vectorParameters, field: VectorField.dimensions.rawValue, expected: "\(expected)",
      got: "\(try bundle.vectors.dimensions)"
    ).located(in: bundle.path)
  }

  private func modelDigest(of index: Int) throws -> Digest? { try bundles[index].record.model?.digest }

  private func model(of index: Int) throws -> EncoderModel {
    let bundle = bundles[index]
    let record = try bundle.record
    let model: EncoderModel
    if let inside = try bundle.model() {
      model = inside
    } else if let modelPath, !Self.isAddress(modelPath) {
      model = try EncoderModel.open(path: modelPath)
    } else {
      throw SearchError.modelNeeded(
        bundle: bundle.path, name: record.model?.name ?? "a model", digest: record.model?.digest ?? Digest(hashing: []))
    }
    if let expected = record.model?.digest, expected != model.digest {
      throw SearchError.wrongModel(bundle: bundle.path, expected: expected, got: model.digest)
    }
    guard try bundle.vectors.dimensions == model.dimensions else { throw try otherDimensions(model.dimensions, bundle) }
    return model
  }
}
