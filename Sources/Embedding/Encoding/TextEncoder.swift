/// What turns texts into vectors: the project's own encoder, or a service.
package protocol TextEncoder: AnyObject, Sendable {
  /// Numbers in a vector.
  var dimensions: Int { get }

  /// The vectors of UTF-8 texts, `[texts × dimensions]` Float of length 1 each, in the order of the texts.
  ///
  /// May wait for a service: never called on the cooperative pool.
  ///
  /// - Throws: `RemoteEncoderError` when a service gives no vectors.
  func encode(_ texts: [[UInt8]]) throws -> [Float]

  /// The vectors of questions, which some models want marked as such.
  func encode(queries: [String]) throws -> [Float]
}

extension TextEncoder {
  package func encode(queries: [String]) throws -> [Float] { try encode(queries.map { Array($0.utf8) }) }
  package func encode(texts: [String]) throws -> [Float] { try encode(texts.map { Array($0.utf8) }) }
  /// The vector of one question.
  package func encode(query: String) throws -> [Float] { try encode(queries: [query]) }
}

extension SentenceEncoder: TextEncoder {}
