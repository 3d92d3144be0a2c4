import Common
import Conversations
import SQLite
import Testing

@Suite struct AccountTests {
  @Test func anInvitationIsUsedOnce() throws {
    let test = try TestStore()
    let expiry = test.clock.now.advanced(by: .seconds(60))
    try test.store.createInvitation(codeHash: "h", email: nil, role: .admin, expires: expiry)
    let user = try test.store.createUser(email: "a@example.org", password: "p", role: .member, invitation: "h")
    #expect(user?.role == .admin)
    #expect(try test.store.createUser(email: "b@example.org", password: "p", role: .member, invitation: "h") == nil)
    #expect(try test.store.user(email: "b@example.org") == nil)
  }

  @Test func anInvitationExpiresAndMayBeForOneAddress() throws {
    let test = try TestStore()
    let expiry = test.clock.now.advanced(by: .seconds(60))
    try test.store.createInvitation(codeHash: "h", email: "a@example.org", role: .member, expires: expiry)
    #expect(try test.store.createUser(email: "b@example.org", password: "p", role: .member, invitation: "h") == nil)
    test.clock.advance(by: .seconds(61))
    #expect(try test.store.createUser(email: "a@example.org", password: "p", role: .member, invitation: "h") == nil)
  }

  @Test func anAddressIsTakenOnce() throws {
    let test = try TestStore()
    _ = try test.store.createUser(email: "a@example.org", password: "p", role: .member)
    let error = #expect(throws: DatabaseError.self) {
      try test.store.createUser(email: "a@example.org", password: "q", role: .member)
    }
    #expect(error?.code == .constraint)
  }

  @Test func aRefreshTokenThatComesTwiceEndsItsFamily() throws {
    let test = try TestStore()
    let user = try #require(try test.store.createUser(email: "a@example.org", password: "p", role: .member))
    let expiry = test.clock.now.advanced(by: .seconds(60))
    try test.store.createRefreshToken(hash: "1", user: user.id, family: "f", expires: expiry)
    #expect(try test.store.useRefreshToken(hash: "1")?.user == user.id)
    try test.store.createRefreshToken(hash: "2", user: user.id, family: "f", expires: expiry)
    #expect(try test.store.useRefreshToken(hash: "1") == nil)
    #expect(try test.store.useRefreshToken(hash: "2") == nil, "the thief's tokens are worth nothing either")
  }

  @Test func refreshTokensExpireAndEndWithANewPassword() throws {
    let test = try TestStore()
    let user = try #require(try test.store.createUser(email: "a@example.org", password: "p", role: .member))
    let expiry = test.clock.now.advanced(by: .seconds(60))
    try test.store.createRefreshToken(hash: "1", user: user.id, family: "f", expires: expiry)
    try test.store.updateUser(user.id, password: "new")
    #expect(try test.store.useRefreshToken(hash: "1") == nil)
    try test.store.createRefreshToken(hash: "2", user: user.id, family: "g", expires: expiry)
    test.clock.advance(by: .seconds(61))
    #expect(try test.store.useRefreshToken(hash: "2") == nil)
  }

  @Test func keysAreFoundByTheirDigestUntilTheyAreRevoked() throws {
    let test = try TestStore()
    let key = APIKey(
      id: ConversationStore.newID(), name: "ci", hint: "kbq_1234", scopes: ["search", "chat"], created: test.clock.now)
    try test.store.createKey(key, hash: "digest")
    #expect(try test.store.key(hash: "digest") == key)
    #expect(try test.store.key(hash: "other") == nil)
    #expect(try test.store.revokeKey("kbq_1234"))
    #expect(try test.store.key(hash: "digest")?.isValid(at: test.clock.now) == false)
    #expect(try !test.store.revokeKey("kbq_1234"))
  }

  @Test func deletingAUserDeletesWhatTheySaid() throws {
    let test = try TestStore()
    let user = try #require(try test.store.createUser(email: "a@example.org", password: "p", role: .member))
    let session = try test.store.createSession(owner: user.id)
    try test.ask("q", "a", in: session)
    try test.store.setMemory(facts: ["likes tea"], profile: ["formal": 3], of: user.id)
    try test.store.setProviderKey("sealed", provider: "openai", user: user.id)
    #expect(try test.store.deleteUser(user.id))
    #expect(try test.store.session(session.id, .everyone) == nil)
    #expect(try test.store.facts(of: user.id) == [])
    #expect(try test.store.learntProfile(of: user.id) == nil)
    #expect(try test.store.providerKeys(of: user.id).isEmpty)
  }

  @Test func memoryNeedsNoAccount() throws {
    let test = try TestStore()
    let owner = ConversationStore.localOwner
    #expect(try test.store.learntProfile(of: owner) == nil)
    for round in 1...2 {
      try test.store.setMemory(facts: ["b", "a", "b"], profile: ["formal": .integer(round)], of: owner)
      #expect(try test.store.facts(of: owner) == ["b", "a"])
      #expect(try test.store.learntProfile(of: owner)?["formal"] == .integer(round))
    }
    #expect(try test.store.facts(of: "another").isEmpty)
    try test.store.deleteMemory(of: owner)
    #expect(try test.store.facts(of: owner).isEmpty)
    #expect(try test.store.learntProfile(of: owner) == nil)
  }

  @Test func bucketsRefillEvenly() throws {
    let test = try TestStore()
    for _ in 0..<3 { #expect(try test.store.takeToken("k", capacity: 3, per: .seconds(60)) == nil) }
    #expect(try test.store.takeToken("k", capacity: 3, per: .seconds(60)) == .seconds(20))
    test.clock.advance(by: .seconds(20))
    #expect(try test.store.takeToken("k", capacity: 3, per: .seconds(60)) == nil)
    #expect(try test.store.takeToken("other", capacity: 3, per: .seconds(60)) == nil)
  }
}
