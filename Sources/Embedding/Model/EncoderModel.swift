package import Common
package import Kernels
package import Storage
package import TextAnalysis

/// A sentence encoder in a packed model file: its shape, its tokenizer and its weights, read in place.
///
/// Opening checks the header and the tokenizer's header; nothing is parsed, hashed or copied but that. Whatever the
/// bytes, encoding never reads outside of them: damaged weights give wrong numbers, nothing else.
package struct EncoderModel: Sendable {
  package let shape: EncoderShape
  /// The longest text in tokens, special tokens included, unless the caller asks for another limit.
  package let maxTokens: Int
  /// SHA-256 of shape, tokenizer and weights as the file states it; `isIntact` compares it with the bytes.
  package let digest: Digest
  package let tokenizer: WordPieceTokenizer
  /// `[CLS]` and `[SEP]`.
  package let frame: (first: Int32, last: Int32)
  let weights: MappedBytes
  private let file: MappedBytes

  /// Numbers in a vector.
  package var dimensions: Int { shape.width }

  /// Opens the bytes of a packed model, of a file or of a bundle's section.
  ///
  /// - Throws: `EncoderModelError` when the bytes are no model of this version or contradict themselves.
  /// - Complexity: O(layers).
  package init(file: MappedBytes) throws(EncoderModelError) {
    let header = try PackedModelHeader(file)
    shape = header.shape
    maxTokens = header.maxTokens
    digest = header.digest
    let tokenizer = try Self.tokenizer(file[header.tokenizer])
    guard tokenizer.pieceCount <= shape.vocabulary else {
      throw .inconsistent(part: "pieces of the tokenizer", expected: shape.vocabulary, got: tokenizer.pieceCount)
    }
    guard let first = tokenizer.classificationID else { throw .missingToken("[CLS]") }
    guard let last = tokenizer.separatorID else { throw .missingToken("[SEP]") }
    self.tokenizer = tokenizer
    frame = (first, last)
    weights = file[header.weights]
    self.file = file
  }

  private static func tokenizer(_ table: MappedBytes) throws(EncoderModelError) -> WordPieceTokenizer {
    do {
      return try WordPieceTokenizer(table: table)
    } catch {
      throw .tokenizer(error)
    }
  }

  /// Hashes the file and compares with the digest that it states.
  package var isIntact: Bool {
    var builder = DigestBuilder()
    file[PackedModelHeader.digestRange.upperBound..<file.count].withBytes { builder.update($0) }
    return builder.finalize() == digest
  }
}

extension EncoderModel {
  /// Opens a packed model file, or imports a folder in the Hugging Face layout.
  ///
  /// - Throws: `SystemError` when the path cannot be read, `ModelImportError` for a folder, `EncoderModelError` for a
  ///   file.
  package static func open(path: String) throws -> EncoderModel {
    let bytes: MappedBytes
    do {
      bytes = try MappedFile(path: path).bytes
    } catch  where error.code == .invalidArgument {
      // No regular file: a folder, or something that the importer refuses in its own words.
      bytes = MappedBytes(try ModelImporter.import(directory: path))
    }
    return try EncoderModel(file: bytes)
  }
}
