import Common
import PassageStore
import Retrieval
import TestSupport
import Testing

@Suite struct AnswererTests {
  /// The tiny model's similarities mean little, so the tests decide themselves what is enough.
  private func answer(
    _ question: String, isAnswerable: Bool = true, curatedSimilarity: Double = 0.99,
    documents: [SmallBundle.Document] = SmallBundle.documents
  ) throws -> Answer {
    let bundle = try SmallBundle(documents)
    let answerability = Answerability(weights: [0, 0, 0, 0, 0], bias: 0, threshold: isAnswerable ? 0 : 1)
    let options = AnswerOptions(answerability: answerability, curatedSimilarity: curatedSimilarity)
    return try Answerer(bundle.engine(), options).answer(question)
  }

  private func quotations(_ answer: Answer) -> [Quotation] {
    if case .quoted(let quotations) = answer.content { quotations } else { [] }
  }

  @Test func `The sentence that answers is quoted word for word with its place`() throws {
    let answer = try answer("which file pins every source")
    let quotation = try #require(quotations(answer).first { $0.source.externalID == "d1" })
    #expect(quotation.text == "It writes a lock file that pins every source.")
    let before = "Web sources are fetched by one command. "
    #expect(quotation.range.utf8 == before.utf8.count..<(before.utf8.count + quotation.text.utf8.count))
    #expect(quotation.pages == 2...3)
    #expect(quotation.source.title == "Fetching")
  }

  @Test func `Quotations are numbered in reading order`() throws {
    let found = quotations(try answer("private key safe place lock file"))
    #expect(found.map(\.number) == Array(1...max(found.count, 1)))
    for (left, right) in zip(found, found.dropFirst()) where left.document == right.document {
      #expect(left.range.utf8.upperBound <= right.range.utf8.lowerBound)
    }
  }

  @Test func `A curated question that asks the same is answered as it was curated`() throws {
    let answer = try answer("How do I pin a web source?")
    guard case .curated(let curated) = answer.content else {
      Issue.record("not curated: \(answer)")
      return
    }
    #expect(curated.answer == SmallBundle.question.answer)
    #expect(curated.similarity > 0.99)
    #expect(curated.source == "faq.yaml")
  }

  @Test func `Too little evidence gives no answer`() throws {
    let answer = try answer("which file pins every source", isAnswerable: false)
    #expect(answer.content == .none)
    #expect(answer.confidence == 0.5)
  }

  @Test func `Code and headings are never quoted, whatever words they hold`() throws {
    let document = SmallBundle.Document(
      id: "e", title: "Signing",
      chunks: [
        "sign the bundle with the private key", "The private key signs the bundle.",
        "keygen --private key --sign bundle now",
      ], roles: [.heading(level: 2), .listItem, .code])
    let found = quotations(try answer("sign the bundle with the private key", documents: [document]))
    #expect(found.map(\.text) == ["The private key signs the bundle."])
  }

  @Test func `A bundle without sentences gives no answer`() throws {
    let empty = [SmallBundle.Document(id: "e", title: "", chunks: ["a b"])]
    #expect(try answer("anything at all", documents: empty).content == .none)
    #expect(try answer("", documents: empty).content == .none)
  }

  @Test func `The same question gets the same answer every time`() throws {
    let first = try answer("private key safe place lock file")
    for _ in 0..<3 { #expect(try answer("private key safe place lock file") == first) }
  }

  @Test func `The margin is that of the best chunk over the tenth best`() throws {
    #expect(try answer("private key", documents: [SmallBundle.documents[1]]).evidence.chunkMargin == 0)
    let documents = (0..<12).map {
      SmallBundle.Document(id: "e\($0)", title: "", chunks: [String(repeating: "private key safe ", count: $0 + 1)])
    }
    let bundle = try SmallBundle(documents)
    let options = SearchOptions(mode: .vector, limit: 12)
    let similarities = try bundle.engine().search("private key", options).map { Double($0.score) }
    let evidence = try answer("private key", documents: documents).evidence
    #expect(evidence.chunkSimilarity == similarities[0])
    #expect(evidence.chunkMargin == similarities[0] - similarities[9])
    #expect(evidence.chunkMargin > 0)
  }

  @Test func `More evidence never lowers the confidence`() {
    let weak = AnswerEvidence(
      chunkSimilarity: 0.2, chunkMargin: 0.05, sentenceSimilarity: 0.2, chunkCoverage: 0.3, sentenceCoverage: 0.1)
    let strong = AnswerEvidence(
      chunkSimilarity: 0.8, chunkMargin: 0.4, sentenceSimilarity: 0.7, chunkCoverage: 1, sentenceCoverage: 0.8)
    #expect(!Answerability.standard.answers(weak))
    #expect(Answerability.standard.answers(strong))
    #expect(Answerability.standard.weights.count == strong.features.count)
  }
}
