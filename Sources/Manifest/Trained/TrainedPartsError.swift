internal import Common

/// Why a file of trained parts is of no use.
package enum TrainedPartsError: Error, Equatable, Sendable {
  /// It does not begin as one does.
  case foreign
  /// It has the layout of another version of this program.
  case wrongVersion(expected: UInt32, got: UInt32)
  /// It has a part that this program does not know.
  case unknownPart(kind: String)
  /// The bytes of a part are no such part: no dictionary that zstd has trained.
  case wrongPart(kind: String)
  /// Bytes are missing, left over or not those of their digest.
  case damaged(String)
}

extension TrainedPartsError {
  var identifier: String {
    switch self {
    case .foreign: "trained-parts-foreign"
    case .wrongVersion: "trained-parts-version"
    case .unknownPart: "trained-part-unknown"
    case .wrongPart: "trained-part-wrong"
    case .damaged: "trained-parts-damaged"
    }
  }
}

extension TrainedPartsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .foreign: "the file holds no trained parts: its first bytes are not `ALMTRAIN`"
    case .wrongVersion(let expected, let got): "the file has layout \(got), and this program reads layout \(expected)"
    case .unknownPart(let kind): "the file has a part `\(kind)`, which this program does not know"
    case .wrongPart(let kind): "the part `\(kind)` is not what its name says: zstd has not trained it"
    case .damaged(let reason): "the file is damaged: \(reason)"
    }
  }
}
