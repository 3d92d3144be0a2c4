/// A word, a mark or a group of emoji that a message has.
package struct MessageFeature: Equatable {
  /// As in `MessageToken`.
  package var name: [UInt8]
  package var isWord: Bool
  /// How strongly it counts; negative after a negation.
  package var strength: Float
}
