import BundleFormat
import Common
import Storage
import Testing

@Suite struct BundleTests {
  @Test func whatIsWrittenIsRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("test.kb")
    let summary = try TestBundle.write(to: path)
    let bundle = try BundleReader(path: path)
    try bundle.verify()
    #expect(bundle.header.version == FormatVersion(major: 1, minor: 0))
    #expect(bundle.header.contentDigest == summary.contentDigest)
    #expect(bundle.header.fileDigest == summary.fileDigest)
    #expect(bundle.header.fileLength == summary.fileLength)
    #expect(bundle.sections == summary.sections)
    #expect(bundle.sections.map(\.kind) == [.buildRecord, .questions, .strings, .vectors])
    #expect(try bundle.buildRecord() == TestBundle.record)
    #expect(try bundle.section(.questions).isEmpty)
    #expect(try bundle.section(.strings).array == Array("some strings".utf8))
    #expect(try bundle.section(.vectors).array == TestBundle.blocks)
    #expect(bundle.entry(.vectors)?.offset.isMultiple(of: 4096) == true)
    #expect(bundle.entry(.questions)?.flags == [])
    #expect(bundle.entry(.strings)?.flags == .required)
    #expect(bundle.signature == nil)
  }

  @Test func theBytesDependOnTheSectionsAlone() throws {
    let folder = try TemporaryFolder()
    try TestBundle.write(to: folder.file("one"), pieces: 1 << 20)
    try TestBundle.write(to: folder.file("another"), pieces: 777)
    #expect(try readFile(folder.file("one")) == readFile(folder.file("another")))
  }

  @Test func anAbandonedWriterLeavesNothing() throws {
    struct Stop: Error {}
    let folder = try TemporaryFolder()
    #expect(throws: Stop.self) {
      var writer = try BundleWriter(path: folder.file("test.kb"))
      try writer.addSection(.strings) { sink in
        try sink.append([1, 2, 3])
        throw Stop()
      }
    }
    #expect(try FileListing(of: folder.path).files.isEmpty)
  }

  @Test func theContentDigestLeavesOutHowThingsAreStored() throws {
    let folder = try TemporaryFolder()
    func digests(dictionary: [UInt8], strings: [UInt8]) throws -> (content: Digest, file: Digest) {
      var writer = try BundleWriter(path: folder.file("test.kb"))
      try writer.addSection(.zstdDictionary, isContent: false, bytes: dictionary)
      try writer.addSection(.strings, bytes: strings)
      let summary = try writer.finish()
      return (summary.contentDigest, summary.fileDigest)
    }
    let first = try digests(dictionary: [1], strings: [1])
    let other = try digests(dictionary: [2], strings: [1])
    let changed = try digests(dictionary: [1], strings: [2])
    #expect(first.content == other.content)
    #expect(first.file != other.file)
    #expect(first.content != changed.content)
  }

  @Test func aMissingSectionAndAnotherCodecAreTypedErrors() throws {
    let bundle = try TestBundle.open(TestBundle.bytes())
    let missing = #expect(throws: BundleError.self) { try bundle.section(.model) }
    #expect(missing == .inFile("test.kb", .missingSection(.model)))
    let codec = #expect(throws: BundleError.self) { try bundle.section(.strings, codec: .zstdFrames) }
    #expect(codec?.problem == .wrongCodec(.strings, expected: .zstdFrames, got: 0))
  }

  @Test func anAbsentFileIsUnreadable() {
    let error = #expect(throws: BundleError.self) { try BundleReader(path: "/nowhere/test.kb") }
    #expect(
      error?.description
        == "/nowhere/test.kb: cannot open the file; check the path (No such file or directory)")
  }

  @Test func aBlockIsCheckedWhenItIsTouched() throws {
    var bytes = try TestBundle.bytes()
    let offset = try #require(try TestBundle.open(bytes).entry(.vectors)).offset
    bytes[offset + 2 * BundleConstants.blockLength + 5] ^= 1
    let bundle = try TestBundle.open(bytes)
    try bundle.check(.vectors, 0..<(2 * BundleConstants.blockLength))
    try bundle.check(.vectors, 10..<20)
    try bundle.check(.vectors, 3 * BundleConstants.blockLength..<Int.max)
    let error = #expect(throws: BundleError.self) {
      try bundle.check(.vectors, 2 * BundleConstants.blockLength - 1..<2 * BundleConstants.blockLength + 1)
    }
    guard case .wrongDigest(.section(.vectors), _, _) = error?.problem else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
  }

  @Test func aSignatureBelongsToItsKeyAndChangesNothingElse() throws {
    let key = SigningKey()
    let folder = try TemporaryFolder()
    let plain = try TestBundle.bytes()
    let unsigned = try TestBundle.open(plain)
    #expect(throws: BundleError.inFile("test.kb", .notSigned)) { try unsigned.requireSignature(of: key.publicKey) }
    try unsigned.writeSigned(to: folder.file("signed.kb"), with: key)
    let bundle = try BundleReader(path: folder.file("signed.kb"))
    try bundle.verify()
    try bundle.requireSignature(of: key.publicKey)
    #expect(throws: BundleError.self) { try bundle.requireSignature(of: SigningKey().publicKey) }
    #expect(bundle.header == unsigned.header)
    let signed = bundle.bytes.array
    #expect(signed.count == plain.count)
    let end = BundleConstants.bodyOffset
    #expect(signed[..<256] == plain[..<256] && signed[end...] == plain[end...])
    #expect(try TestBundle.open(TestBundle.bytes(signingWith: key)).signature?.publicKey == key.publicKey)
  }
}
