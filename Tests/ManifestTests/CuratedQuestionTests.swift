import Common
import Manifest
import TestSupport
import Testing

@Suite struct CuratedQuestionTests {
  private func decode(_ text: String) -> (questions: [CuratedQuestion], text: String) {
    let item = SourceItem(displayPath: "faq.yaml", absolutePath: "faq.yaml", tags: ["faq"])
    let (questions, diagnostics) = CuratedQuestion.decode(Array(text.utf8), item)
    return (questions, rendered(diagnostics))
  }

  @Test func questionsAreRead() {
    let (questions, text) = decode(
      """
      - question: What is it?
        answer: |
          A compiler.
          For knowledge.
        category: basics
        tags: [start]
        alternatives: What does it do?
      - { question: How long?, answer: Not long }
      """)
    #expect(text == "")
    #expect(
      questions == [
        CuratedQuestion(
          question: "What is it?", answer: "A compiler.\nFor knowledge.\n", category: "basics", tags: ["faq", "start"],
          alternatives: ["What does it do?"], location: SourceLocation(file: "faq.yaml", line: 1, column: 3)),
        CuratedQuestion(
          question: "How long?", answer: "Not long", tags: ["faq"],
          location: SourceLocation(file: "faq.yaml", line: 8, column: 3)),
      ])
  }

  @Test func everyProblemIsReported() {
    let (questions, first) = decode(
      """
      - question: One?
        anwser: x
      - { question: "", answer: x }
      - { question: Two?, answer: yes, tags: { a: b } }
      - { question: Two?, answer: no }
      - text
      """)
    #expect(questions.map(\.question) == ["Two?"])
    let text = [first, decode("a: b").text, decode("").text].joined(separator: "\n")
    #expect(text == Golden.expected(for: text, "Manifest/question-errors.txt"))
  }
}
