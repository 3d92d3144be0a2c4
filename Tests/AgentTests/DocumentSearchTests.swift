import Agent
import Common
import LanguageModels
import Retrieval
import Testing

@Suite struct DocumentSearchTests {
  private static let manual = TestBundle.Document(
    source: "manual.pdf", title: "Manual of the pump",
    chunks: [
      "The pump is filled with water before it is started for the first time.",
      "The filter of the pump is cleaned once a week with warm water.",
      "The seal of the pump is changed once a year by the maker.",
    ], format: "pdf", isCutAcrossPages: true)

  private func result(_ arguments: JSONValue) async throws -> ToolResult {
    let engine = try TestBundle([Self.manual], questions: [], hasVectors: false).engine()
    return try await DocumentSearchTool(engine).run(arguments, ToolContext(message: ""))
  }

  @Test(arguments: 1...3)
  func `A page is its own lines, though chunks go on to the next one`(number: Int) async throws {
    let result = try await result(["action": "read", "query": "manual", "page": .integer(number)])
    let passage = try #require(result.passages.first)
    #expect(passage.text == Self.manual.chunks[number - 1])
    #expect(passage.pages == number...number)
    #expect(passage.regions.map(\.rectangle.page) == [number])
    #expect(passage.regions.map(\.range) == [try #require(passage.range).utf8])
  }

  @Test func `The sentence of a summary has the rectangle of its line, once`() async throws {
    let result = try await result(["action": "summarize", "query": "pump"])
    #expect(result.passages.map { $0.regions.map(\.rectangle.page) } == [[1], [2], [3]])
  }
}
