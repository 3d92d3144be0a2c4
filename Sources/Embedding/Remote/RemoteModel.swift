package import BundleFormat
package import Common

/// A sentence encoder behind an OpenAI-compatible `/v1/embeddings`, as a bundle names it.
///
/// A service shows no weights, so what holds its vectors together is checked instead: the vector of a fixed text, the
/// *probe*, is kept with them and compared with what the service gives for it today.
package struct RemoteModel: Hashable, Sendable {
  /// The base address without a slash at its end: `https://api.openai.com/v1`.
  package var endpoint: String
  /// The model's id at the service.
  package var name: String
  /// Numbers in a vector.
  package var dimensions: Int
  /// Whether the service is asked for so many dimensions; false where the model has no other number.
  package var isShortened: Bool
  /// What stands before a question when it is encoded; models for retrieval often want one.
  package var queryPrefix: String

  package init(
    endpoint: String, name: String, dimensions: Int, isShortened: Bool = false, queryPrefix: String = ""
  ) {
    var address = endpoint[...]
    while address.last == "/" { address.removeLast() }
    self.endpoint = String(address)
    self.name = name
    self.dimensions = dimensions
    self.isShortened = isShortened
    self.queryPrefix = queryPrefix
  }

  /// The text whose vector says whether a service still has the model: several topics and two languages, so that other
  /// models place it elsewhere.
  package static let probe = Array(
    "The lighthouse keeper sold nine copper kettles before the comet returned; la neige fondait lentement.".utf8)

  /// The similarity to the kept vector from which the model counts as the same. Services compute in half precision and
  /// in batches, which moves a vector by less than a thousandth; other models are nowhere near.
  package static let sameSimilarity: Float = 0.99

  /// Limits for `dimensions`.
  package static let dimensionLimits = 1...16_384
}

/// The section `RENC` of a bundle: the remote encoder with its probe's vector.
package struct RemoteModelRecord: Hashable, Sendable {
  package var model: RemoteModel
  /// The vector of `RemoteModel.probe` when the bundle's vectors were made.
  package var probe: QuantizedVector

  package init(model: RemoteModel, probe: QuantizedVector) {
    self.model = model
    self.probe = probe
  }

  /// Fields in a fixed order, see FORMAT.md; a later minor version appends.
  package var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(string: model.endpoint)
    writer.append(string: model.name)
    writer.appendVariable(model.dimensions)
    writer.append(UInt8(model.isShortened ? 1 : 0))
    writer.append(string: model.queryPrefix)
    writer.append(probe.scale)
    writer.append(contentsOf: probe.codes.map { UInt8(bitPattern: $0) })
    return writer.bytes
  }

  package init(decoding bytes: [UInt8]) throws(BundleError) {
    var reader = ByteReader(bytes)
    do {
      model = RemoteModel(
        endpoint: try reader.readString(), name: try reader.readString(), dimensions: try reader.readVariableInt())
      model.isShortened = try reader.read(UInt8.self) != 0
      model.queryPrefix = try reader.readString()
      let scale = try reader.readFloat()
      probe = QuantizedVector(
        codes: try reader.read(count: model.dimensions).map { Int8(bitPattern: $0) }, scale: scale)
    } catch {
      throw .malformedSection(
        .remoteEncoder, field: "byte \(reader.offset)", expected: "a remote encoder", got: "\(error)")
    }
    guard RemoteModel.dimensionLimits.contains(model.dimensions) else {
      throw .malformedSection(
        .remoteEncoder, field: "dimensions", expected: "\(RemoteModel.dimensionLimits)", got: "\(model.dimensions)")
    }
  }

  /// What the build record calls the model's digest.
  package var digest: Digest { Digest(hashing: encoded) }
}
