import Retrieval
import Testing

@Suite struct DocumentFilterTests {
  typealias Condition = DocumentFilter.Condition

  @Test(arguments: [("a=b", "a", "b"), ("a=", "a", ""), ("a=b=c", "a", "b=c")])
  func `A condition is a key and a value`(text: String, key: String, value: String) {
    #expect(Condition(parsing: text) == Condition(key: key, value: value))
  }

  @Test(arguments: ["", "a", "=b"])
  func `A condition without a key or a sign is refused`(text: String) {
    #expect(Condition(parsing: text) == nil)
  }

  @Test func `Values of one key are alternatives and keys are all needed`() {
    let filter = DocumentFilter(conditions: [
      Condition(key: "product", value: "a"), Condition(key: "product", value: "b"),
      Condition(key: "year", value: "2024"),
    ])
    #expect(filter.includes(metadata: [("product", "b"), ("year", "2024")], tags: []))
    #expect(!filter.includes(metadata: [("product", "c"), ("year", "2024")], tags: []))
    #expect(!filter.includes(metadata: [("product", "a")], tags: []))
  }

  @Test func `Every tag is needed`() {
    let filter = DocumentFilter(tags: ["x", "y"])
    #expect(filter.includes(metadata: [], tags: ["y", "z", "x"]))
    #expect(!filter.includes(metadata: [], tags: ["x"]))
    #expect(DocumentFilter().includes(metadata: [], tags: []))
  }
}
