package import Common
package import Storage

/// The fields of the header, at the start of the file.
package enum HeaderField: String, Layout {
  case magic
  case majorVersion
  case minorVersion
  case headerLength
  case requiredFeatures
  case optionalFeatures
  case fileLength
  case tableOffset
  case tableLength
  case sectionCount
  case blockLength
  case signatureOffset
  case signatureLength
  case contentDigest
  case tableDigest
  case reserved
  case fileDigest

  package var size: Int {
    switch self {
    case .majorVersion, .minorVersion: 2
    case .headerLength, .requiredFeatures, .optionalFeatures, .sectionCount, .blockLength: 4
    case .magic, .fileLength, .tableOffset, .tableLength, .signatureOffset, .signatureLength: 8
    case .contentDigest, .tableDigest, .fileDigest: 32
    case .reserved: 88
    }
  }
}

/// The start of a bundle: what it is, how long it is and where its table of contents lies.
package struct BundleHeader: Equatable, Sendable {
  package var version = BundleConstants.version
  /// Bits that a reader must know; none is defined yet.
  package var requiredFeatures: UInt32 = 0
  /// Bits that a reader may ignore; none is defined yet.
  package var optionalFeatures: UInt32 = 0
  /// In bytes.
  package var fileLength: Int
  package var tableOffset: Int
  package var tableLength: Int
  package var sectionCount: Int
  package var signatureOffset = HeaderField.length
  package var signatureLength = SignatureField.length
  /// Over the logical sections: the same whatever version of zstd compressed them.
  package var contentDigest: Digest
  package var tableDigest: Digest
  /// Over the header's bytes before it. They hold the digest of the table of contents, which holds the root of the hash
  /// tree of each section, so that the digest covers every byte of the file but the signature.
  package private(set) var fileDigest: Digest

  package init(fileLength: Int, table: [UInt8], tableOffset: Int, sectionCount: Int, contentDigest: Digest) {
    self.fileLength = fileLength
    self.tableOffset = tableOffset
    self.sectionCount = sectionCount
    self.contentDigest = contentDigest
    tableLength = table.count
    tableDigest = Digest(hashing: table)
    fileDigest = tableDigest
    fileDigest = Digest(hashing: prefix)
  }

  /// The bytes of the header.
  package var encoded: [UInt8] { prefix + fileDigest.bytes }

  /// The bytes before the file digest.
  private var prefix: [UInt8] {
    var writer = ByteWriter()
    writer.append(contentsOf: BundleConstants.magic)
    writer.append(version.major)
    writer.append(version.minor)
    writer.append(UInt32(HeaderField.length))
    writer.append(requiredFeatures)
    writer.append(optionalFeatures)
    writer.append(UInt64(fileLength))
    writer.append(UInt64(tableOffset))
    writer.append(UInt64(tableLength))
    writer.append(UInt32(sectionCount))
    writer.append(UInt32(BundleConstants.blockLength))
    writer.append(UInt64(signatureOffset))
    writer.append(UInt64(signatureLength))
    writer.append(contentsOf: contentDigest.bytes)
    writer.append(contentsOf: tableDigest.bytes)
    writer.append(contentsOf: [UInt8](repeating: 0, count: HeaderField.reserved.size))
    return writer.bytes
  }
}

extension BundleHeader {
  /// Reads and checks the header of `file`, the whole file.
  package init(of file: MappedBytes) throws(BundleError) {
    let magic = file.array(0..<BundleConstants.magic.count)
    guard magic == BundleConstants.magic else { throw .notABundle(expected: BundleConstants.magic, got: magic) }
    version = FormatVersion(
      major: file.load(at: HeaderField.majorVersion.offset), minor: file.load(at: HeaderField.minorVersion.offset))
    guard version.major == BundleConstants.version.major else {
      throw .unsupportedVersion(expected: BundleConstants.version, got: version)
    }
    guard file.count >= HeaderField.length else {
      throw .wrongLength(.header, expected: HeaderField.length, got: file.count)
    }
    let covered = file.array(0..<HeaderField.fileDigest.offset)
    contentDigest = file.digest(at: HeaderField.contentDigest.offset)
    tableDigest = file.digest(at: HeaderField.tableDigest.offset)
    fileDigest = file.digest(at: HeaderField.fileDigest.offset)
    let got = Digest(hashing: covered)
    guard got == fileDigest else { throw .wrongDigest(.header, expected: fileDigest, got: got) }
    requiredFeatures = file.load(at: HeaderField.requiredFeatures.offset)
    optionalFeatures = file.load(at: HeaderField.optionalFeatures.offset)
    guard requiredFeatures == 0 else { throw .unsupportedFeatures(expected: 0, got: requiredFeatures) }
    fileLength = try file.length(at: .fileLength)
    tableOffset = try file.length(at: .tableOffset)
    tableLength = try file.length(at: .tableLength)
    signatureOffset = try file.length(at: .signatureOffset)
    signatureLength = try file.length(at: .signatureLength)
    sectionCount = Int(file.load(at: HeaderField.sectionCount.offset, as: UInt32.self))
    guard fileLength == file.count else { throw .wrongLength(.file, expected: fileLength, got: file.count) }
    let headerLength = Int(file.load(at: HeaderField.headerLength.offset, as: UInt32.self))
    let blockLength = Int(file.load(at: HeaderField.blockLength.offset, as: UInt32.self))
    try Self.expect(.headerLength, HeaderField.length, headerLength)
    try Self.expect(.blockLength, BundleConstants.blockLength, blockLength)
    try Self.expect(.signatureOffset, HeaderField.length, signatureOffset)
    try Self.expect(.signatureLength, SignatureField.length, signatureLength)
    guard sectionCount <= BundleConstants.maximumSectionCount else {
      throw .wrongValue(
        .header, field: HeaderField.sectionCount.rawValue, expected: "at most \(BundleConstants.maximumSectionCount)",
        got: "\(sectionCount)")
    }
    try Self.expect(.tableLength, sectionCount * EntryField.length, tableLength)
    // The table ends the file; neither number can overflow, as both are below the length of a real file.
    guard tableOffset >= BundleConstants.bodyOffset, tableOffset <= fileLength,
      tableLength == fileLength - tableOffset
    else {
      throw .wrongValue(
        .header, field: HeaderField.tableOffset.rawValue, expected: "\(fileLength - tableLength)", got: "\(tableOffset)"
      )
    }
  }

  private static func expect(_ field: HeaderField, _ expected: Int, _ got: Int) throws(BundleError) {
    guard expected == got else {
      throw .wrongValue(.header, field: field.rawValue, expected: "\(expected)", got: "\(got)")
    }
  }
}

extension MappedBytes {
  /// The 32 bytes at `position`; the caller has checked that they are there.
  func digest(at position: Int) -> Digest {
    Digest(bytes: array(position..<(position + Digest.byteCount))) ?? Digest(hashing: [])
  }

  fileprivate func length(at field: HeaderField) throws(BundleError) -> Int {
    let value: UInt64 = load(at: field.offset)
    guard let length = Int(exactly: value) else {
      throw .wrongValue(.header, field: field.rawValue, expected: "at most \(Int.max)", got: "\(value)")
    }
    return length
  }
}
