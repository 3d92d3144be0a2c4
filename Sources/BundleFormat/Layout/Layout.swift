/// A fixed-width structure of the file: its fields in order, each with its size in bytes.
///
/// `FORMAT.md` has a table for each one, and a test holds the two together.
package protocol Layout: CaseIterable, RawRepresentable<String>, Equatable, Sendable {
  /// In bytes.
  var size: Int { get }
}

extension Layout {
  /// In bytes from the start of the structure: the sizes of the fields before this one.
  package var offset: Int {
    Self.allCases.prefix { $0 != self }.reduce(0) { $0 + $1.size }
  }

  /// The size of the whole structure in bytes.
  package static var length: Int { allCases.reduce(0) { $0 + $1.size } }
}

/// The numbers of the format that are not a field's place.
package enum BundleConstants {
  /// The first eight bytes: a byte above 127 and both line ends, so that a transfer as text is noticed.
  package static let magic: [UInt8] = [0x89, 0x41, 0x4C, 0x4D, 0x0D, 0x0A, 0x1A, 0x0A]
  /// The version that this code writes, and the newest that it reads.
  package static let version = FormatVersion(major: 1, minor: 0)
  /// The bytes of a section that one leaf of its hash tree covers.
  package static let blockLength = 64 << 10
  /// Where the first section may begin: behind the header and the signature.
  package static let bodyOffset = HeaderField.length + SignatureField.length
  /// The alignment of hash trees and of the table of contents, in bytes.
  package static let alignment = 64
  /// The most bytes of content that one zstd frame may hold.
  package static let maximumFrameLength = 1 << 20
  /// More sections than this are refused, so that opening costs a bounded time whatever the bytes.
  package static let maximumSectionCount = 4096
}

/// A version of the format: readers take every minor version of their major one.
package struct FormatVersion: Hashable, Sendable, CustomStringConvertible {
  package var major: UInt16
  package var minor: UInt16

  package init(major: UInt16, minor: UInt16) {
    self.major = major
    self.minor = minor
  }

  package var description: String { "\(major).\(minor)" }
}
