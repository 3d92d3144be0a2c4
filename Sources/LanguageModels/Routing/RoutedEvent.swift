/// What happens while a request finds its provider and is answered.
package enum RoutedEvent: Equatable, Sendable {
  /// A provider has the request; what follows is in its style. May come again when it fails before its first word.
  case started(provider: String, model: String, style: ToolStyle)
  case text(String)
  case toolCall(ToolCall)
  case notice(String)
  /// A request that a provider's model did not answer, each time that it was asked.
  case failed(ProviderError, model: String)
  case finished(ModelFinish.Reason, ModelCharge)
}

/// No provider answered.
package struct RoutingFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was tried, in order.
  package var attempts: [ProviderError]
  /// Whether a part of an answer had come before it broke off.
  package var isInterrupted: Bool

  package init(attempts: [ProviderError], isInterrupted: Bool = false) {
    self.attempts = attempts
    self.isInterrupted = isInterrupted
  }

  package var description: String {
    attempts.isEmpty ? "no provider is configured" : attempts.map(\.description).joined(separator: "; ")
  }
}

/// A provider as a health page shows it.
package struct ProviderStatus: Equatable, Sendable {
  package var name: String
  package var model: String
  package var isAvailable: Bool
  /// Why it is not, without secrets.
  package var reason: String?
  /// Until it is tried again.
  package var rest: Duration?

  package init(name: String, model: String, isAvailable: Bool, reason: String? = nil, rest: Duration? = nil) {
    self.name = name
    self.model = model
    self.isAvailable = isAvailable
    self.reason = reason
    self.rest = rest
  }
}
