package import BundleFormat
package import Common
internal import Storage

extension PassageStore {
  /// The blocks that divide a document's text, in order; `nil` in a bundle that does not hold them.
  ///
  /// - Complexity: O(blocks of the document).
  package func blocks(of id: DocumentID) throws(BundleError) -> [BlockRecord]? {
    guard bundle.contains(.blocks) else { return nil }
    do throws(BundleError) {
      let textLength = try document(id).textLength
      let bytes = try bundle.section(.blocks)
      // One place more than documents: where each one's blocks begin, and where the last one's end.
      let places = (documentCount + 1) * 8
      guard bytes.count >= places else {
        throw .malformedSection(.blocks, field: "length", expected: "at least \(places)", got: "\(bytes.count)")
      }
      let row = id.index * 8
      try bundle.check(.blocks, row..<(row + 16))
      let (start, end): (UInt64, UInt64) = (bytes.load(at: row), bytes.load(at: row + 8))
      guard start <= end, end <= UInt64(bytes.count - places) else {
        throw malformed(id, "a place up to \(bytes.count - places)", "\(start)–\(end)")
      }
      let range = (places + Int(start))..<(places + Int(end))
      try bundle.check(.blocks, range)
      guard let blocks = BlockCoding.decoded(bytes.array(range), textLength: textLength) else {
        throw malformed(id, "blocks within \(textLength) bytes of text", "\(range.count) other bytes")
      }
      return blocks
    } catch {
      throw error.located(in: bundle.path)
    }
  }

  private func malformed(_ id: DocumentID, _ expected: String, _ got: String) -> BundleError {
    .malformedSection(.blocks, field: "document \(id.index)", expected: expected, got: got)
  }
}
