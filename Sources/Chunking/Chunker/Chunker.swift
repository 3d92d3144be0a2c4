package import Extraction

/// Cuts documents into chunks, and makes what the encoder sees of each.
///
/// What holds for every strategy: each byte of text that is not white space is in a chunk; chunks are in the order of
/// the text; no input of the encoder has more than `maximumTokens`, prefix and special tokens included; the same
/// document gives the same chunks.
package struct Chunker: Sendable {
  package let plan: ChunkingPlan
  /// Tokens of a UTF-8 text, without special ones.
  package let tokenCount: @Sendable ([UInt8]) -> Int

  /// `[CLS]` and `[SEP]`.
  private static let specialTokens = 2

  package init(plan: ChunkingPlan, tokenCount: @escaping @Sendable ([UInt8]) -> Int) {
    self.plan = plan
    self.tokenCount = tokenCount
  }

  /// The chunks of `document` in order; none for a document without visible text.
  ///
  /// - Complexity: linear in the length of the text; each part of it is tokenised about three times.
  package func chunks(of document: ExtractedDocument) -> [Chunk] {
    var document = document
    let all = UTF8Text.trimmed(document.text, 0..<document.text.count)
    if all.isEmpty { return [] }
    if document.blocks.isEmpty { document.blocks = [DocumentBlock(.paragraph, all)] }
    let sections = SectionReader(document, headingLimit: plan.size / 2).sections
    let text = ChunkText(document: document, sections: sections, chunker: self)
    switch plan.strategy {
    case .structure: return text.structured()
    case .sentences: return text.packedSentences()
    case .fixed: return text.windows()
    }
  }

  /// What the encoder sees of a chunk: the prefix, a line break and the text, in UTF-8.
  ///
  /// Headings right above the text are not repeated where the prefix shows them.
  package func encoderInput(_ chunk: Chunk, of document: ExtractedDocument) -> [UInt8] {
    input(
      prefix(title: document.title, headings: chunk.headings), chunk.range, bodyStart: chunk.bodyStart, document.text)
  }

  func prefix(title: String?, headings: [String]) -> ChunkPrefix {
    ChunkPrefix(title: title, headings: headings, plan: plan, tokenCount: tokenCount)
  }

  func input(_ prefix: ChunkPrefix, _ range: Range<Int>, bodyStart: Int, _ text: [UInt8]) -> [UInt8] {
    let body = text[(plan.prefix.showsHeadings ? bodyStart : range.lowerBound)..<range.upperBound]
    return prefix.text.isEmpty ? Array(body) : prefix.text + [0x0A] + body
  }

  /// Whether an input keeps within the encoder's limit.
  func fits(_ input: [UInt8]) -> Bool { tokenCount(input) + Self.specialTokens <= plan.maximumTokens }

  /// Tokens that a prefix leaves for the text.
  func budget(_ prefix: ChunkPrefix) -> Int { max(1, plan.maximumTokens - Self.specialTokens - prefix.tokens) }
}

/// Cuts `document` by `plan`; see `Chunker`.
///
/// - Parameter tokenCount: tokens of a UTF-8 text, without special ones.
package func chunks(
  of document: ExtractedDocument, plan: ChunkingPlan, tokenCount: @escaping @Sendable ([UInt8]) -> Int
) -> [Chunk] {
  Chunker(plan: plan, tokenCount: tokenCount).chunks(of: document)
}
