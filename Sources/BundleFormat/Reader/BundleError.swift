package import Common

/// Why a bundle is refused, with what was expected and what was found.
package enum BundleError: Error, Hashable, Sendable {
  /// A part of a bundle, for messages.
  package enum Part: Hashable, Sendable {
    case file
    case header
    case signature
    case tableOfContents
    case entry(SectionKind)
    case section(SectionKind)
    /// The decoded bytes of a section.
    case content(SectionKind)
    case hashTree(SectionKind)
    /// The bytes between two parts, which must be zero, at an offset in the file.
    case padding(Int)
  }

  /// The file cannot be opened or mapped.
  case unreadable(SystemError)
  /// The file does not begin as a bundle.
  case notABundle(expected: [UInt8], got: [UInt8])
  case unsupportedVersion(expected: FormatVersion, got: FormatVersion)
  case unsupportedFeatures(expected: UInt32, got: UInt32)
  /// Lengths in bytes. A file that is shorter than it says was cut.
  case wrongLength(Part, expected: Int, got: Int)
  case wrongDigest(Part, expected: Digest, got: Digest)
  case wrongValue(Part, field: String, expected: String, got: String)
  /// A part would end behind `limit`.
  case outOfBounds(Part, offset: Int, length: Int, limit: Int)
  /// A part begins before the end of the one before it.
  case overlap(Part, expected: Int, got: Int)
  case duplicateSection(SectionKind)
  /// A section that must be understood and is not.
  case unknownSection(SectionKind)
  case missingSection(SectionKind)
  case wrongCodec(SectionKind, expected: SectionCodec, got: UInt32)
  /// A section's own structure is wrong; `field` names the place.
  case malformedSection(SectionKind, field: String, expected: String, got: String)
  case notSigned
  /// The file was cut short by someone else while it was mapped.
  case changedWhileOpen
  /// Any of the above, with the file's path.
  indirect case inFile(String, BundleError)

  /// The error without the file's path.
  package var problem: BundleError {
    if case .inFile(_, let error) = self { return error.problem }
    return self
  }

  /// The error with the file's path, once.
  package func located(in path: String) -> BundleError {
    if case .inFile = self { return self }
    return .inFile(path, self)
  }
}

extension BundleError.Part: CustomStringConvertible {
  package var description: String {
    switch self {
    case .file: "the file"
    case .header: "the header"
    case .signature: "the signature"
    case .tableOfContents: "the table of contents"
    case .entry(let kind): "the entry of section \(kind)"
    case .section(let kind): "section \(kind)"
    case .content(let kind): "the content of section \(kind)"
    case .hashTree(let kind): "the hash tree of section \(kind)"
    case .padding(let offset): "the padding at byte \(offset)"
    }
  }
}

extension BundleError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let error): error.description
    case .notABundle(let expected, let got):
      "this is not a bundle: expected the first bytes \(Self.hex(expected)), got \(Self.hex(got))"
    case .unsupportedVersion(let expected, let got):
      "this program reads format \(expected.major).x: expected major version \(expected.major), got \(got)"
    case .unsupportedFeatures(let expected, let got):
      "the bundle needs features that this program does not have: expected \(expected), got \(got)"
    case .wrongLength(let part, let expected, let got):
      "\(part) has the wrong length: expected \(expected) bytes, got \(got)"
    case .wrongDigest(let part, let expected, let got):
      "\(part) is damaged: expected digest \(expected), got \(got)"
    case .wrongValue(let part, let field, let expected, let got):
      "\(part) has a wrong \(field): expected \(expected), got \(got)"
    case .outOfBounds(let part, let offset, let length, let limit):
      "\(part) lies outside: expected its end at \(limit) at most, got \(length) bytes at \(offset)"
    case .overlap(let part, let expected, let got):
      "\(part) overlaps the part before it: expected its start at \(expected) or later, got \(got)"
    case .duplicateSection(let kind): "section \(kind) is there twice: expected one, got two"
    case .unknownSection(let kind):
      "section \(kind) must be understood and is not: expected a section of format \(BundleConstants.version), got \(kind)"
    case .missingSection(let kind): "a section is missing: expected \(kind), got none"
    case .wrongCodec(let kind, let expected, let got):
      "section \(kind) has the wrong codec: expected \(expected.rawValue) (\(expected.name)), got \(got)"
    case .malformedSection(let kind, let field, let expected, let got):
      "section \(kind) is malformed in \(field): expected \(expected), got \(got)"
    case .notSigned: "the bundle is not signed: expected a signature, got none"
    case .changedWhileOpen: "the file was cut short while it was open: expected all of its bytes, got fewer"
    case .inFile(let path, let error): error.isNamed ? error.description : "\(path): \(error.description)"
    }
  }

  /// What the user can do about it.
  package var remedy: String? {
    switch problem {
    case .unreadable: nil
    case .notABundle: "name a file that kbc build wrote"
    case .unsupportedVersion, .unsupportedFeatures, .unknownSection: "use a newer program, or build the bundle again"
    case .notSigned: "sign the bundle, or open it without asking for a signature"
    case .changedWhileOpen: "replace bundles by a rename, as kbc does, never in place"
    default: "copy the bundle again, or build it again"
    }
  }

  /// Whether the description names the file already.
  private var isNamed: Bool {
    if case .unreadable(let error) = self { return error.place != nil }
    return false
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.isEmpty
      ? "none" : bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(separator: " ")
  }
}
