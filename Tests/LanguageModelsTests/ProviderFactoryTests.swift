import Common
import LanguageModels
import Testing

@Suite struct ProviderFactoryTests {
  private static let keys = ["OPENAI_API_KEY": "sk-usual", "OWN_KEY": "sk-own"]

  private func settings(_ change: (inout ProviderSettings) -> Void) -> ModelSettings {
    var provider = ProviderSettings()
    provider.name = "openai"
    change(&provider)
    var settings = ModelSettings()
    settings.providers = [provider]
    return settings
  }

  /// The header with the key that a server at `base-url` gets.
  private func authorization(_ change: (inout ProviderSettings) -> Void) async throws -> String? {
    let server = try ScriptedServer([.json("{}")])
    let made = settings {
      $0.baseURL = server.baseURL
      change(&$0)
    }.made(file: "kbq.yaml", environment: { Self.keys[$0] })
    #expect(made.diagnostics.isEmpty)
    do {
      try await made.providers[0].checkHealth()
    } catch {
      Issue.record("\(error)")
    }
    return try #require(server.requests.first).header("Authorization")
  }

  @Test func `The usual key stays away from other servers, a key that is named goes there`() async throws {
    #expect(try await authorization { _ in } == nil)
    #expect(try await authorization { $0.keyVariable = "OWN_KEY" } == "Bearer sk-own")
    #expect(try await authorization { $0.keyVariable = "OPENAI_API_KEY" } == "Bearer sk-usual")
  }

  /// The service without a key is a mistake, another server without one is not: so addresses can be told apart.
  @Test(arguments: [
    (nil, true), ("https://api.openai.com/v1", true), ("https://api.openai.com", true),
    ("https://api.openai.com.example.org/v1", false), ("https://api.openai.com@example.org/v1", false),
    ("http://api.openai.com/v1", false), ("http://127.0.0.1:8080/v1", false),
  ])
  func `Only the service itself counts as the service`(address: String?, isService: Bool) {
    let made = settings { $0.baseURL = address }.made(file: "kbq.yaml", environment: { _ in nil })
    #expect(made.diagnostics.map(\.identifier) == (isService ? ["missing-secret"] : []))
  }
}
