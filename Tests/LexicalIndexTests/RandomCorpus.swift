import Common
import LexicalIndex
import Storage
import TestSupport
import TextAnalysis

/// A corpus of made-up words, of which some are in nearly every chunk and many in one.
struct RandomCorpus {
  private(set) var fields: [LexicalFields] = []
  private(set) var queries: [String] = []
  let words: [String]

  init(seed: UInt64, chunkCount: Int, wordCount: Int = 300) {
    var generator = SeededGenerator(seed: seed)
    words = (0..<wordCount).map { "w\($0)x" }
    for _ in 0..<chunkCount {
      let body = (0..<Int.random(in: 0...40, using: &generator)).map { _ in word(&generator) }
      let title = (0..<Int.random(in: 0...4, using: &generator)).map { _ in word(&generator) }
      let headings = (0..<Int.random(in: 0...3, using: &generator)).map { _ in word(&generator) }
      fields.append(
        LexicalFields(
          title: Array(title.joined(separator: " ").utf8), headings: Array(headings.joined(separator: " ").utf8),
          body: Array(body.joined(separator: " ").utf8)))
    }
    for _ in 0..<60 {
      let terms = (0..<Int.random(in: 1...7, using: &generator)).map { _ in word(&generator) }
      queries.append(terms.joined(separator: " "))
    }
    queries += ["", "absent", "absent w0x", words.prefix(60).joined(separator: " ")]
  }

  /// Low numbers much more often than high ones.
  private func word(_ generator: inout SeededGenerator) -> String {
    let unit = Double.random(in: 0..<1, using: &generator)
    return words[Int(unit * unit * unit * Double(words.count))]
  }
}

extension LexicalIndexBuilder {
  /// An index of all chunks of a corpus.
  static func sections(
    _ fields: [LexicalFields], analysis: AnalyzerOptions = .init(stemming: .none),
    parameters: BM25Parameters = .init(), memoryLimit: Int = 1 << 30
  ) throws -> LexicalSections {
    var builder = LexicalIndexBuilder(analysis: analysis, parameters: parameters, memoryLimit: memoryLimit)
    for chunk in fields { try builder.add(chunk: .init(builder.chunkCount), fields: chunk) }
    return try builder.sections()
  }
}

extension LexicalIndex {
  init(_ sections: LexicalSections) throws {
    try self.init(
      parameters: MappedBytes(sections.parameters), terms: MappedBytes(sections.terms),
      postings: MappedBytes(sections.postings), lengths: MappedBytes(sections.lengths))
  }
}

/// A section of an index, to be damaged.
enum SectionName: CaseIterable {
  case parameters, terms, postings, lengths
}

extension LexicalSections {
  subscript(name: SectionName) -> [UInt8] {
    get {
      switch name {
      case .parameters: parameters
      case .terms: terms
      case .postings: postings
      case .lengths: lengths
      }
    }
    set {
      switch name {
      case .parameters: parameters = newValue
      case .terms: terms = newValue
      case .postings: postings = newValue
      case .lengths: lengths = newValue
      }
    }
  }
}
