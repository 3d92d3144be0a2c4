internal import Common

/// What goes over the wire to `/v1/embeddings` and what comes back: functions from values to JSON and back.
enum EmbeddingsFormat {
  /// The body of a request.
  static func request(_ texts: [[UInt8]], _ model: RemoteModel) -> [UInt8] {
    var members: [JSONValue.Member] = [
      .init("model", .string(model.name)),
      .init("input", .array(texts.map { .string(String(decoding: $0, as: UTF8.self)) })),
      .init("encoding_format", "float"),
    ]
    if model.isShortened { members.append(.init("dimensions", .integer(model.dimensions))) }
    return JSONValue.object(members).serialized()
  }

  /// The vectors of an answer, in the order of the texts, each of length 1.
  static func vectors(_ body: [UInt8], count: Int, _ model: RemoteModel) -> Result<[[Float]], RemoteEncoderError> {
    func malformed(_ detail: String) -> Result<[[Float]], RemoteEncoderError> {
      .failure(.malformed(endpoint: model.endpoint, detail: detail))
    }
    guard let value = try? JSONValue(parsing: body) else { return malformed("it is not JSON") }
    guard let entries = value["data"]?.array else { return malformed("it has no list `data`") }
    guard entries.count == count else {
      return malformed("it has \(entries.count) vectors for \(count) texts")
    }
    var vectors = [[Float]](repeating: [], count: count)
    for (place, entry) in entries.enumerated() {
      let index = entry["index"]?.integer ?? place
      guard vectors.indices.contains(index), vectors[index].isEmpty else {
        return malformed("the index \(index) is twice there or outside of the texts")
      }
      guard let numbers = entry["embedding"]?.array else { return malformed("vector \(index) is no list of numbers") }
      guard numbers.count == model.dimensions else {
        return .failure(
          .otherDimensions(
            endpoint: model.endpoint, model: model.name, expected: model.dimensions, got: numbers.count))
      }
      let vector = numbers.map { Float($0.number ?? .nan) }
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length.isFinite, length > 0 else { return malformed("vector \(index) has no direction") }
      vectors[index] = vector.map { $0 / length }
    }
    return .success(vectors)
  }

  /// What an answer without success means.
  static func failure(_ answer: EmbeddingsAnswer, _ model: RemoteModel) -> RemoteEncoderError {
    let value = (try? JSONValue(parsing: answer.body)) ?? .null
    let detail =
      value["error"]?["message"]?.string ?? value["error"]?.string ?? value["message"]?.string
      ?? String(decoding: answer.body.prefix(300), as: UTF8.self)
    let words = detail.split { $0.isWhitespace }.joined(separator: " ")
    return .refused(
      endpoint: model.endpoint, status: answer.status, message: words.count <= 300 ? words : words.prefix(300) + "…")
  }
}
