/// A glob over web addresses: `https://example.org/docs/**`.
///
/// The parts between slashes match as those of a path, but dots are nothing special and the query belongs to the last
/// part. In front of the first slash brackets are those of an IPv6 address, not a class of characters.
package struct AddressPattern: Hashable, Sendable {
  package let text: String
  private let glob: Glob

  package init(_ text: String) throws(Glob.Problem) {
    self.text = text
    var escaped = ""
    var slashes = 0
    for scalar in text.unicodeScalars {
      if scalar == "/" { slashes += 1 }
      if slashes < 3, scalar == "[" || scalar == "]" { escaped += "\\" }
      escaped.unicodeScalars.append(scalar)
    }
    glob = try Glob(escaped)
  }

  package func matches(_ address: String) -> Bool { glob.matches(address, hidden: true) }

  package static func == (left: Self, right: Self) -> Bool { left.text == right.text }

  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
