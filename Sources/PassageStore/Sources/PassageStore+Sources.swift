package import BundleFormat
package import Common

extension PassageStore {
  /// Whether the bundle holds the files and pages that its documents were read from.
  package var hasSources: Bool { sources != nil }

  /// The file or page that a document was read from, byte for byte; `nil` in a bundle without sources and for a document
  /// that is a row of a larger file.
  ///
  /// - Throws: also when the bytes are not those of the document's digest.
  package func source(of id: DocumentID) throws(BundleError) -> [UInt8]? {
    guard let sources else { return nil }
    let digest = try document(id).record.sourceDigest
    do throws(BundleError) {
      let places = (documentCount + 1) * 8
      let row = try sources.bytes(in: (id.index * 8)..<(id.index * 8 + 16))
      let (start, end) = (number(row[..<8]), number(row[8...]))
      guard start <= end, places <= sources.contentLength, end <= UInt64(sources.contentLength - places) else {
        throw malformed(id, "a place up to \(sources.contentLength - places)", "\(start)–\(end)")
      }
      guard start < end else { return nil }
      let bytes = try sources.bytes(in: (places + Int(start))..<(places + Int(end)))
      let found = Digest(hashing: bytes)
      guard found == digest else { throw malformed(id, "SHA-256 \(digest)", "\(found)") }
      return bytes
    } catch {
      throw error.located(in: bundle.path)
    }
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }

  private func malformed(_ id: DocumentID, _ expected: String, _ got: String) -> BundleError {
    .malformedSection(.sources, field: "document \(id.index)", expected: expected, got: got)
  }
}
