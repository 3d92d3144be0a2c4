package import Common

/// A conversation.
package struct Session: Equatable, Sendable {
  /// A UUID in lower case.
  package var id: String
  /// Whose it is: a user's id, an API key's id, or `ConversationStore.localOwner`.
  package var owner: String
  /// Made from the first question until someone renames the session.
  package var title: String
  package var created: Timestamp
  package var updated: Timestamp
  package var isActive: Bool
  /// An object with what a client wants to keep.
  package var metadata: JSONValue
  /// Messages in it.
  package var messageCount: Int

  package init(
    id: String, owner: String, title: String, created: Timestamp, updated: Timestamp, isActive: Bool = true,
    metadata: JSONValue = .object([]), messageCount: Int = 0
  ) {
    self.id = id
    self.owner = owner
    self.title = title
    self.created = created
    self.updated = updated
    self.isActive = isActive
    self.metadata = metadata
    self.messageCount = messageCount
  }
}
