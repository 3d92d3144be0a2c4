/// What stands before the text of a chunk in the encoder's input, for example `{title} — {headings}`.
package struct PrefixTemplate: Hashable, Sendable {
  package var text: String

  package init(_ text: String) {
    self.text = text
  }
}
