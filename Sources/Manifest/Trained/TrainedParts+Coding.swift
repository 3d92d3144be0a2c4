internal import Common
internal import Compression

/// The layout of the file; numbers are little-endian.
///
/// | offset | size | meaning |
/// |---|---|---|
/// | 0 | 8 | mark, `ALMTRAIN` |
/// | 8 | 4 | version of the layout, 1 |
/// | 12 | 4 | parts, *n* |
/// | 16 | 48 · *n* | a row a part: kind, as the bundle's section, 4 bytes; zero, 4; length, 8; SHA-256 of its bytes |
/// | 16 + 48 · *n* | | the bytes of the parts, one after another |
extension TrainedParts {
  private static let mark = Array("ALMTRAIN".utf8)
  private static let version: UInt32 = 1
  private static let dictionaryKind = "ZDIC"

  /// The bytes of the file.
  package var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(contentsOf: Self.mark)
    writer.append(Self.version)
    writer.append(UInt32(dictionary == nil ? 0 : 1))
    if let dictionary {
      writer.append(contentsOf: Self.dictionaryKind.utf8)
      writer.append(UInt32(0))
      writer.append(UInt64(dictionary.bytes.count))
      writer.append(contentsOf: Digest(hashing: dictionary.bytes).bytes)
      writer.append(contentsOf: dictionary.bytes)
    }
    return writer.bytes
  }

  package init(decoding bytes: [UInt8]) throws(TrainedPartsError) {
    guard bytes.starts(with: Self.mark) else { throw .foreign }
    var reader = ByteReader(bytes.dropFirst(Self.mark.count))
    var rows: [Row] = []
    dictionary = nil
    do {
      let version = try reader.read(UInt32.self)
      guard version == Self.version else { throw TrainedPartsError.wrongVersion(expected: Self.version, got: version) }
      // Each round reads 48 bytes, so a count that lies ends at the end of the file.
      for _ in 0..<(try reader.read(UInt32.self)) { rows.append(try Row(&reader)) }
      for row in rows {
        let bytes = Array(try reader.read(count: row.length))
        guard Digest(hashing: bytes).bytes == row.digest else {
          throw TrainedPartsError.damaged("the bytes of the part `\(row.kind)` are not those of its SHA-256")
        }
        let part = ZstdDictionary(bytes: bytes)
        guard row.kind == Self.dictionaryKind, dictionary == nil else {
          throw TrainedPartsError.unknownPart(kind: row.kind)
        }
        guard part.number != 0 else { throw TrainedPartsError.wrongPart(kind: row.kind) }
        dictionary = part
      }
    } catch let error as TrainedPartsError {
      throw error
    } catch {
      throw .damaged("\(error)")
    }
    guard reader.remaining == 0 else { throw .damaged("\(reader.remaining) bytes are left over") }
  }

  private struct Row {
    var kind: String
    var length: Int
    var digest: [UInt8]

    init(_ reader: inout ByteReader) throws {
      kind = String(decoding: try reader.read(count: 4), as: UTF8.self)
      guard try reader.read(UInt32.self) == 0 else {
        throw TrainedPartsError.damaged("a byte that must be zero is not")
      }
      length = Int(clamping: try reader.read(UInt64.self))
      digest = Array(try reader.read(count: Digest.byteCount))
    }
  }
}
