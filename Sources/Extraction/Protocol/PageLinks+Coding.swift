internal import Common

/// Page links inside a response.
///
///     links   base? · canonical? · refresh? · robots n string* · pages n string* · site maps n string*
extension ByteWriter {
  mutating func append(_ links: PageLinks) {
    append(optional: links.base)
    append(optional: links.canonical)
    append(optional: links.refresh)
    for list in [links.robots, links.pages, links.sitemaps] {
      appendVariable(list.count)
      for text in list { append(string: text) }
    }
  }
}

extension CheckedReader {
  mutating func links() throws(WorkerProtocolError) -> PageLinks {
    PageLinks(
      base: try optionalString(), canonical: try optionalString(), refresh: try optionalString(),
      robots: try strings(), pages: try strings(), sitemaps: try strings())
  }

  private mutating func strings() throws(WorkerProtocolError) -> [String] {
    var strings: [String] = []
    for _ in 0..<(try integer()) {
      let text = try string()
      // Empty ones mean nothing; a flood of them would cost far more memory here than in the frame.
      if !text.isEmpty { strings.append(text) }
    }
    return strings
  }
}
