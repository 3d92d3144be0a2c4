import Common
import Manifest
import Storage
import TestSupport
import Testing

@Suite struct CorpusCheckTests {
  @Test func everythingIsCheckedInOneRun() throws {
    let corpus = try TestCorpus([
      "corpus.yaml": """
      almanac: 1
      name: test
      sources:
        - { files: "*.md", colour: red }
        - { records: { path: "*.jsonl", id: id } }
        - { qa: faq.yaml }
      """,
      "a.md": "text", "x.jsonl": "{\"id\": 1, \"text\": \"x\"}\n", "y.jsonl": "\n{\"id\": \"1\", \"text\": \"y\"}\n",
      "faq.yaml": "- { question: Q?, answer: A }\n- { question: Q? }\n", "spec.yaml": "almanac: 1\nbundel: {}\n",
    ])
    let check = CorpusCheck(manifest: corpus.folder.file("corpus.yaml"), spec: corpus.folder.file("spec.yaml"))
    #expect(check.sources.files.map(\.displayPath) == ["a.md"])
    #expect(check.recordCount == 1)
    #expect(check.questionCount == 1)
    let text = rendered(check.diagnostics).replacing(corpus.path, with: "FOLDER")
    #expect(text == Golden.expected(for: text, "Manifest/check.txt"))
  }
}
