import Agent
import LanguageModels
import Retrieval
import Testing

@Suite struct SupportCheckTests {
  private static let text =
    "The bridge in Lyon was opened in 1,842 by Claire Moreau. It carries 30 trains a day and was never closed."

  private func isSupported(_ sentence: String) -> Bool { SupportCheck().isSupported(sentence, by: [Self.text]) }

  @Test(arguments: [
    "The bridge in Lyon was opened in 1842.", "Claire Moreau opened the bridge in Lyon.", "It carries 30 trains a day.",
    "The bridge was never closed and carries 30 trains.", "Here it is:", "Yes.",
  ])
  func `What a passage says is supported`(sentence: String) { #expect(isSupported(sentence)) }

  @Test(arguments: [
    "The bridge in Lyon was opened in 1843.", "The bridge in Paris was opened in 1842.", "It carries 300 trains a day.",
    "The bridge in Lyon was not opened in 1842.", "The bridge was closed and carries 30 trains a day.",
    "The bridge in Moreau was opened in 1,842 by Claire Moreau.", "The bridge in Lyon was opened in 1842 by Lyon.",
    "Pierre Dubois opened the bridge in Lyon.", "Zebras graze on the open plain near the river.",
  ])
  func `Altered numbers, names and negations are not`(sentence: String) { #expect(!isSupported(sentence)) }

  @Test func `Sentences are held to the passages of their marks, and ranges count both units`() {
    let citations = [passage(Self.text), passage("Größe zählt: a wall of 12 stones stands there.", chunk: 1)]
      .enumerated().map { index, citation in
        var citation = citation
        citation.number = index + 1
        return citation
      }
    let answer = "Größe: the wall has 12 stones [2]. It carries 30 trains a day [2].\n\nIt carries 30 trains a day [1]."
    let found = SupportCheck().unsupportedSentences(of: answer, citations: citations)
    let utf8 = Array(answer.utf8)
    #expect(found.map { String(decoding: utf8[$0.utf8], as: UTF8.self) } == ["It carries 30 trains a day [2]."])
    let utf16 = Array(answer.utf16)
    #expect(found.map { String(decoding: utf16[$0.utf16], as: UTF16.self) } == ["It carries 30 trains a day [2]."])
  }
}
