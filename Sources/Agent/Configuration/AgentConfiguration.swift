/// What holds for every message.
package struct AgentConfiguration: Equatable, Sendable {
  package var limits = AgentLimits()
  package var policy = ToolPolicy()
  package var memory = MemoryOptions()
  package var toolServers: [ToolServerSettings] = []

  package init() {}
}

/// What is remembered.
package struct MemoryOptions: Equatable, Sendable {
  /// Whether facts and a profile are kept for users that are known.
  package var remembersUsers = true
  /// Facts of one user at most; the oldest go.
  package var factLimit = 50
  /// Whether the tone follows how the user writes and feels.
  package var adaptsTone = true

  package init() {}
}
