package import Common
package import Embedding
package import Manifest
internal import Storage

/// The texts for which a corpus needs vectors of a remote encoder.
package struct RemoteInputs {
  package let model: RemoteModel
  package let options: RemoteEncoderOptions
  /// Where the vectors are kept.
  package let archivePath: String
  package let diagnostics: [Diagnostic]
  private let bytes: MappedBytes
  private let lengths: [Int]

  init(
    model: RemoteModel, options: RemoteEncoderOptions, archivePath: String, diagnostics: [Diagnostic],
    bytes: MappedBytes, lengths: [Int]
  ) {
    self.model = model
    self.options = options
    self.archivePath = archivePath
    self.diagnostics = diagnostics
    self.bytes = bytes
    self.lengths = lengths
  }

  package var count: Int { lengths.count }

  /// Gives each input in turn, UTF-8.
  package func visit(_ body: ([UInt8]) throws -> Void) rethrows {
    var offset = 0
    for length in lengths {
      try body(bytes.array(offset..<(offset + length)))
      offset += length
    }
  }
}
