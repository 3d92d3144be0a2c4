package import Common

/// What a bundle answers to a question, without a language model: quotations, each with its citation.
package struct Answer: Equatable, Sendable {
  package enum Content: Equatable, Sendable {
    /// A curated question that asks the same, and its answer.
    case curated(CuratedAnswer)
    /// Sentences of the documents in reading order.
    case quoted([Quotation])
    /// The bundle does not answer.
    case none
  }

  package var question: String
  package var content: Content
  /// How likely the bundle answers the question, 0…1, by `Answerability`.
  package var confidence: Double
  package var evidence: AnswerEvidence
  /// Where the question is spoken of at all, best first, when the bundle does not answer it: a section each.
  package var nearest: [Hit]

  package init(
    question: String, content: Content, confidence: Double, evidence: AnswerEvidence, nearest: [Hit] = []
  ) {
    self.question = question
    self.content = content
    self.confidence = confidence
    self.evidence = evidence
    self.nearest = nearest
  }
}

/// A curated question and its answer, and how close it is to what was asked.
package struct CuratedAnswer: Equatable, Sendable {
  package var question: String
  package var answer: String
  package var category: String?
  package var tags: [String]
  /// The file that it comes from.
  package var source: String
  /// Cosine similarity of the two questions.
  package var similarity: Double

  package init(
    question: String, answer: String, category: String?, tags: [String], source: String, similarity: Double
  ) {
    self.question = question
    self.answer = answer
    self.category = category
    self.tags = tags
    self.source = source
    self.similarity = similarity
  }
}

/// A sentence of a document, word for word, and where it stands.
package struct Quotation: Equatable, Sendable {
  /// From 1, as it is cited.
  package var number: Int
  package var text: String
  /// The name of the bundle.
  package var bundle: String
  package var document: DocumentID
  package var chunk: ChunkID
  package var source: DocumentSource
  package var pages: ClosedRange<Int>?
  /// Where the sentence stands on the pages, as in `Hit.regions`.
  package var regions: [TextRegion]
  package var headings: [String]
  package var anchor: String?
  /// The sentence in the document's text.
  package var range: TextRange
  package var similarity: Double

  package var url: String? { source.url(anchor: anchor) }
}
