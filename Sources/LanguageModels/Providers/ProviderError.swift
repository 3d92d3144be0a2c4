/// Why a provider gave no answer. Its text never holds a key: it is made from codes and from the provider's message with
/// every known secret taken out.
package struct ProviderError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Kind: String, CaseIterable, Sendable {
    /// The key is missing, wrong or not allowed to do this (401, 403).
    case authentication
    /// The account has nothing left (402, or 429 with a quota message).
    case quota
    /// Too many requests at once (429).
    case rateLimited
    /// The request was refused as malformed (other 4xx).
    case refused
    /// The service failed or is overloaded (5xx, 529).
    case unavailable
    /// No connection.
    case unreachable
    /// Nothing came in time.
    case timedOut
    /// The answer was not what the protocol describes.
    case malformed
    /// The answer ended before it was complete.
    case cutOff
  }

  package var kind: Kind
  package var provider: String
  /// What happened, in one clause without a final stop.
  package var message: String
  /// How long the provider asked to be left alone.
  package var retryAfter: Duration?

  package init(_ kind: Kind, provider: String, _ message: String, retryAfter: Duration? = nil) {
    self.kind = kind
    self.provider = provider
    self.message = message
    self.retryAfter = retryAfter
  }

  package var description: String { "\(provider): \(message)" }

  /// Whether the same request may well succeed a little later.
  package var isTransient: Bool {
    switch kind {
    case .rateLimited, .unavailable, .unreachable, .timedOut, .cutOff: true
    case .authentication, .quota, .refused, .malformed: false
    }
  }

  /// Whether the service says that the model takes no tools. There is no code for it: Ollama says "does not support tools",
  /// llama.cpp "tools param requires --jinja", vLLM "tool choice requires --enable-auto-tool-choice", Google "Function calling is
  /// not enabled".
  package var isAboutTools: Bool {
    guard kind == .refused || kind == .unavailable else { return false }
    let text = message.lowercased()
    return text.contains("tool") || text.contains("function call")
  }
}
