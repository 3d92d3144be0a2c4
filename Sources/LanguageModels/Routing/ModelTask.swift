/// What an answer needs most; decides the order in which providers are tried.
package enum ModelTask: String, CaseIterable, Sendable {
  case reasoning
  case creative
  case factual
  case general
}
