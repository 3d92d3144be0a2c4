/// Which side a message takes. The order is that of the head's scores.
package enum Polarity: String, CaseIterable, Sendable {
  case negative, neutral, positive
}
