import BundleFormat
import Common
import Storage
import Testing

@Suite struct CorruptionTests {
  @Test func aFileCutAnywhereIsRefused() throws {
    let bytes = try TestBundle.bytes()
    // Every length near the structures, and a step through the blocks.
    let lengths = Array(0...1200) + Array(stride(from: 1201, to: bytes.count, by: 997)) + [bytes.count - 1]
    for length in lengths where TestBundle.problem(in: Array(bytes[..<length])) == nil {
      Issue.record("\(length) bytes of \(bytes.count) were taken")
    }
    #expect(TestBundle.problem(in: bytes + [0]) == .wrongLength(.file, expected: bytes.count, got: bytes.count + 1))
  }

  @Test func everyFlippedBitIsNoticed() throws {
    let bytes = try TestBundle.bytes()
    let tableOffset = try TestBundle.open(bytes).header.tableOffset
    let places =
      Array(0..<1200) + Array(stride(from: 1200, to: tableOffset, by: 1009)) + Array(tableOffset..<bytes.count)
    for place in places {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(place % 8)
      if TestBundle.problem(in: damaged) == nil { Issue.record("a flip at \(place) was taken") }
    }
  }

  @Test func whatIsNotABundleIsNamed() {
    #expect(TestBundle.problem(in: []) == .notABundle(expected: BundleConstants.magic, got: []))
    #expect(
      TestBundle.problem(in: Array("%PDF-1.7 and more".utf8))
        == .notABundle(expected: BundleConstants.magic, got: Array("%PDF-1.7".utf8)))
  }

  @Test func aNewerMajorVersionIsRefusedAndANewerMinorOneIsRead() throws {
    let bytes = try TestBundle.bytes()
    var newer = bytes
    newer[HeaderField.majorVersion.offset] = 2
    #expect(
      TestBundle.problem(in: newer)
        == .unsupportedVersion(expected: BundleConstants.version, got: FormatVersion(major: 2, minor: 0)))
    var minor = bytes
    minor[HeaderField.minorVersion.offset] = 9
    Forgery.reseal(&minor)
    #expect(TestBundle.problem(in: minor) == nil)
    #expect(try TestBundle.open(minor).header.version == FormatVersion(major: 1, minor: 9))
  }

  @Test func anUnknownSectionIsSkippedUnlessItIsRequired() throws {
    let kind = SectionKind(rawValue: 0x2121_2121)
    for isRequired in [false, true] {
      var bytes = try TestBundle.bytes()
      try Forgery.edit(&bytes, entry: 1) { entry in
        entry.kind = kind
        entry.codecNumber = 77
        entry.flags = isRequired ? .required : []
      }
      #expect(TestBundle.problem(in: bytes) == (isRequired ? .unknownSection(kind) : nil))
    }
  }

  @Test func anUnknownCodecOfAKnownSectionIsRefused() throws {
    var bytes = try TestBundle.bytes()
    try Forgery.edit(&bytes, entry: 2) { $0.codecNumber = 9 }
    #expect(TestBundle.problem(in: bytes) == .wrongCodec(.strings, expected: .raw, got: 9))
  }

  @Test(arguments: [Int.max, Int.max - 63, 1 << 40, 64 << 10, 4096, 1, 63])
  func lyingPlacesAndLengthsNeverLeadOutside(value: Int) throws {
    let original = try TestBundle.bytes()
    let fields: [WritableKeyPath<SectionEntry, Int>] = [
      \.offset, \.length, \.contentLength, \.treeOffset, \.alignment,
    ]
    for field in fields {
      for index in 0..<4 {
        for lie in [value, value & ~63] {
          var bytes = original
          try Forgery.edit(&bytes, entry: index) {
            if field != \.alignment || lie <= Int(UInt32.max) { $0[keyPath: field] = lie }
          }
          // A lie that happens to say the truth is no lie.
          if bytes != original, TestBundle.problem(in: bytes) == nil {
            Issue.record("\(field) = \(lie) of entry \(index) was taken")
          }
        }
      }
    }
  }

  @Test(arguments: HeaderField.allCases.filter { $0.size == 4 || $0.size == 8 && $0 != .magic })
  func lyingHeaderFieldsAreRefused(field: HeaderField) throws {
    let original = try TestBundle.bytes()
    for lie in [0xFF, 0x7F, 0x01] as [UInt8] {
      var bytes = original
      for index in field.offset..<(field.offset + field.size) { bytes[index] = lie }
      Forgery.reseal(&bytes)
      let isRefused = TestBundle.problem(in: bytes) != nil
      #expect(isRefused || field == .optionalFeatures, "\(field) of bytes \(lie)")
    }
  }

  @Test func overlappingAndRepeatedSectionsAreRefused() throws {
    var overlapping = try TestBundle.bytes()
    let first = try #require(try TestBundle.open(overlapping).sections.first)
    try Forgery.edit(&overlapping, entry: 2) { $0.offset = first.offset }
    #expect(
      TestBundle.problem(in: overlapping)
        == .overlap(.entry(.strings), expected: 576, got: first.offset))
    var repeated = try TestBundle.bytes()
    try Forgery.edit(&repeated, entry: 1) { $0.kind = .buildRecord }
    #expect(TestBundle.problem(in: repeated) == .duplicateSection(.buildRecord))
  }

  @Test func aRecordThatIsCutIsMalformed() throws {
    let bytes = TestBundle.record.encoded
    #expect(try BuildRecord(decoding: bytes) == TestBundle.record)
    #expect(try BuildRecord(decoding: bytes + [1, 2, 3]) == TestBundle.record)
    for count in 0..<bytes.count {
      #expect(throws: BundleError.self) { try BuildRecord(decoding: Array(bytes[..<count])) }
    }
  }
}

/// Changes a bundle and makes its digests right again, as someone would who wants to mislead the reader.
enum Forgery {
  static func edit(_ bytes: inout [UInt8], entry index: Int, _ change: (inout SectionEntry) -> Void) throws {
    let bundle = try TestBundle.open(bytes)
    var entries = bundle.sections
    change(&entries[index])
    bytes.replaceSubrange(bundle.header.tableOffset..., with: entries.flatMap { forgedBytes(of: $0) })
    var content = ByteWriter()
    for entry in entries where !entry.flags.contains(.storage) {
      content.append(entry.kind.rawValue)
      content.append(UInt64(entry.contentLength))
      content.append(contentsOf: entry.contentRoot.bytes)
    }
    let start = HeaderField.contentDigest.offset
    bytes.replaceSubrange(start..<(start + 32), with: Digest(hashing: content.bytes).bytes)
    reseal(&bytes)
  }

  private static func forgedBytes(of entry: SectionEntry) -> [UInt8] { entry.encoded }

  /// Computes the digests of the table and of the header again.
  static func reseal(_ bytes: inout [UInt8]) {
    let offset = Int(MappedBytes(bytes).load(at: HeaderField.tableOffset.offset, as: UInt64.self) & 0xFFFF_FFFF)
    if offset < bytes.count {
      let start = HeaderField.tableDigest.offset
      bytes.replaceSubrange(start..<(start + 32), with: Digest(hashing: Array(bytes[offset...])).bytes)
    }
    let end = HeaderField.fileDigest.offset
    bytes.replaceSubrange(end..<(end + 32), with: Digest(hashing: Array(bytes[..<end])).bytes)
  }
}
