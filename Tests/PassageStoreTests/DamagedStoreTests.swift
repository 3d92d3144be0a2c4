import BundleFormat
import Common
import PassageStore
import Storage
import Testing

/// Sections that lie, in bundles whose digests are right: what someone makes who wants to mislead the reader.
@Suite struct DamagedStoreTests {
  static let corpus = TestCorpus(lengths: [0, 40, 2_000, 70_000])
  static let bytes = Result {
    try corpus.bundleBytes(TextCompression(level: 3, dictionary: .none), storesSources: true)
  }

  /// The bundle with one section changed and all digests made anew; compressed content keeps its root.
  private func forged(_ kind: SectionKind, _ change: (inout [UInt8]) -> Void) throws -> [UInt8] {
    let bundle = try BundleReader(bytes: MappedBytes(Self.bytes.get()), path: "test.kb")
    var file = [UInt8](repeating: 0, count: BundleConstants.bodyOffset)
    func align(_ alignment: Int) {
      file += [UInt8](repeating: 0, count: (alignment - file.count % alignment) % alignment)
    }
    var entries = bundle.sections
    var content = ByteWriter()
    for index in entries.indices {
      var bytes = bundle.bytes.array(entries[index].range)
      if entries[index].kind == kind { change(&bytes) }
      var builder = HashTreeBuilder()
      MappedBytes(bytes).withBytes { builder.update($0) }
      let (nodes, root) = builder.finish()
      align(entries[index].alignment)
      entries[index].offset = file.count
      entries[index].length = bytes.count
      entries[index].root = root
      if entries[index].codec == .raw {
        entries[index].contentLength = bytes.count
        entries[index].contentRoot = root
      }
      file += bytes
      if !nodes.isEmpty { align(BundleConstants.alignment) }
      entries[index].treeOffset = nodes.isEmpty ? 0 : file.count
      file += nodes
      if entries[index].flags.contains(.storage) { continue }
      content.append(entries[index].kind.rawValue)
      content.append(UInt64(entries[index].contentLength))
      content.append(contentsOf: entries[index].contentRoot.bytes)
    }
    align(BundleConstants.alignment)
    let table = entries.flatMap(\.encoded)
    let header = BundleHeader(
      fileLength: file.count + table.count, table: table, tableOffset: file.count, sectionCount: entries.count,
      contentDigest: Digest(hashing: content.bytes))
    file.replaceSubrange(0..<HeaderField.length, with: header.encoded)
    return file + table
  }

  /// Opens the store and reads everything; the error, if any, is a `BundleError` by its type.
  private func readAll(_ bytes: [UInt8]) -> BundleError? {
    do throws(BundleError) {
      let store = try TestCorpus.open(bytes)
      var problem: BundleError?
      func attempt(_ body: () throws(BundleError) -> Void) {
        do throws(BundleError) { try body() } catch { problem = error }
      }
      attempt { () throws(BundleError) in try store.verify() }
      for index in 0..<min(store.documentCount, 50) {
        attempt { () throws(BundleError) in _ = try store.text(of: DocumentID(index)) }
        attempt { () throws(BundleError) in _ = try store.utf16Range(of: 0..<0, in: DocumentID(index)) }
      }
      for index in 0..<min(store.chunkCount, 200) {
        attempt { () throws(BundleError) in _ = try store.text(of: ChunkID(index)) }
        _ = store.documentID(of: ChunkID(index))
      }
      attempt { () throws(BundleError) in _ = try store.documents(where: "product", equals: "almanac") }
      attempt { () throws(BundleError) in _ = try store.documents(tagged: "guide") }
      attempt { () throws(BundleError) in _ = try store.facets() }
      return problem
    } catch {
      return error
    }
  }

  static let kinds: [SectionKind] = [
    .documents, .chunks, .blocks, .questions, .metadata, .strings, .regions, .text, .textFrames, .sources,
    .sourceFrames,
  ]

  @Test(arguments: kinds) func aSectionCutAnywhereIsATypedErrorOrASmallerTable(kind: SectionKind) throws {
    let bundle = try BundleReader(bytes: MappedBytes(Self.bytes.get()), path: "test.kb")
    let length = try #require(bundle.entry(kind)).length
    for count in Set((0..<min(length, 60)).map { $0 * length / min(length, 60) } + [length - 1]).sorted() {
      let error = readAll(try forged(kind) { $0.removeLast(length - count) })
      // A cut of whole questions at the end is a bundle with fewer questions.
      if error == nil, kind != .questions { Issue.record("\(kind) cut at \(count) of \(length) was taken") }
    }
  }

  @Test(arguments: kinds) func lyingBytesNeverCrash(kind: SectionKind) throws {
    let bundle = try BundleReader(bytes: MappedBytes(Self.bytes.get()), path: "test.kb")
    let length = try #require(bundle.entry(kind)).length
    let step = max(1, length / 150)
    for place in stride(from: 0, to: length, by: step) {
      for value in [0xFF, 0x80, 0x00] as [UInt8] {
        _ = readAll(try forged(kind) { $0[place] = value })
      }
    }
    for start in stride(from: 0, to: max(length - 8, 1), by: max(8, step * 3)) {
      for lie in [UInt64.max, UInt64(Int.max), 1 << 32, 1 << 31] {
        _ = readAll(
          try forged(kind) { bytes in
            for index in 0..<min(8, bytes.count - start) {
              bytes[start + index] = UInt8(truncatingIfNeeded: lie >> UInt64(8 * index))
            }
          })
      }
    }
  }

  @Test func aFlippedByteOfTheFileIsNeverAWrongRead() throws {
    let original = try Self.bytes.get()
    let bundle = try BundleReader(bytes: MappedBytes(original), path: "test.kb")
    let text = try #require(bundle.entry(.text))
    for place in stride(from: text.offset, to: text.offset + text.length, by: 37) {
      var bytes = original
      bytes[place] ^= 0x10
      let store = try TestCorpus.open(bytes)
      for (index, document) in Self.corpus.documents.enumerated() {
        do throws(BundleError) {
          let read = try store.utf8(of: DocumentID(index))
          if read != document.text { Issue.record("a flip at \(place) gave other text") }
        } catch {
          guard case .wrongDigest(.section(.text), _, _) = error.problem else {
            Issue.record("unexpected \(error)")
            continue
          }
        }
      }
    }
  }

  @Test func theCorpusItselfIsTaken() throws {
    #expect(try readAll(Self.bytes.get()) == nil)
  }
}
