/// The emotion that a message shows: Ekman's six (1992) and none. The order is that of the head's scores.
package enum Emotion: String, CaseIterable, Sendable {
  case anger, disgust, fear, joy, neutral, sadness, surprise
}
