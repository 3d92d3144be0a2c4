import Common
import Manifest
import TestSupport
import Testing

@Suite struct BuildSpecTests {
  private func decode(_ text: String) -> (spec: BuildSpec?, text: String) {
    let (spec, diagnostics) = BuildSpec.decode(Array(text.utf8), file: "spec.yaml")
    return (spec, rendered(diagnostics))
  }

  private static let example = """
    almanac: 1
    chunking: { strategy: structure, size: 1000, overlap: 200 }
    encoder: { model: all-MiniLM-L6-v2, max-tokens: 256, prefix: "{title} — {headings}" }
    lexical: { stemmer: english, k1: 0.9, b: 0.4, fields: { title: 2, headings: 1.5, body: 1 } }
    vectors: { index: auto } # exact | ivf
    fusion: { method: z-score, weight: 0.5, depth: 1000 }
    bundle: { level: 19, block: 64KiB, model: inside, sources: false }
    """

  @Test func theExampleOfTheDocumentationIsTheDefault() {
    let (spec, text) = decode(Self.example)
    #expect(text == "")
    var expected = BuildSpec()
    expected.encoder.maximumTokens = 256
    #expect(spec == expected)
    #expect(decode("almanac: 1").spec == BuildSpec())
    #expect(decode("# nothing").spec == BuildSpec())
  }

  @Test func everyOptionIsRead() {
    let (spec, text) = decode(
      """
      almanac: 1
      extraction: { max-size: 1.5MiB, memory: 2GiB, timeout: 2min, max-output: 10 MB }
      chunking: { strategy: sentences, size: 500, overlap: 0 }
      encoder: { model: ./models/own, max-tokens: 512, prefix: "" }
      lexical: { stemmer: none, k1: 1.2, b: 1, fields: { title: 0, headings: 1, body: 3 } }
      vectors: { index: exact }
      fusion: { method: reciprocal-rank, weight: 1, depth: 10 }
      bundle: { level: 1, block: 1MiB, model: outside, sources: true }
      """)
    #expect(text == "")
    var expected = BuildSpec()
    expected.extraction.maximumSize = 1_572_864
    expected.extraction.memory = 2 << 30
    expected.extraction.timeout = .seconds(120)
    expected.extraction.maximumOutput = 10_000_000
    expected.chunking.strategy = .sentences
    expected.chunking.size = 500
    expected.chunking.overlap = 0
    expected.encoder.model = "./models/own"
    expected.encoder.maximumTokens = 512
    expected.encoder.prefix = ""
    expected.lexical.stemmer = .none
    expected.lexical.k1 = 1.2
    expected.lexical.b = 1
    expected.lexical.fields.title = 0
    expected.lexical.fields.headings = 1
    expected.lexical.fields.body = 3
    expected.vectors.index = .exact
    expected.fusion.method = .reciprocalRank
    expected.fusion.weight = 1
    expected.fusion.depth = 10
    expected.bundle.level = 1
    expected.bundle.block = 1 << 20
    expected.bundle.model = .outside
    expected.bundle.sources = true
    #expect(spec == expected)
  }

  @Test func everyProblemIsReportedInOneRun() {
    let (_, text) = decode(
      """
      almanac: "1"
      size: 500
      colour: red
      chunking: { strategy: structural, size: 200, overlap: 300 }
      encoder: { model: "", max_tokens: 256, prefix: "{name}: " }
      lexical: { stemmer: klingon, k1: .inf, b: 2, fields: { title: 0, headings: 0, body: 0 } }
      vectors: { index: ivf }
      fusion: [z-score]
      bundle: { level: "19", block: 64, model: Inside, sources: yes }
      extraction: { timeout: 1ms, memory: lots }
      """)
    #expect(text == Golden.expected(for: text, "Manifest/spec-errors.txt"))
  }

  @Test func theCanonicalFormKnowsNoLayoutAndNoDefaults() throws {
    var written = ByteWriter()
    try #require(decode(Self.example.replacing("max-tokens: 256, ", with: "")).spec).writeCanonical(to: &written)
    var empty = ByteWriter()
    BuildSpec().writeCanonical(to: &empty)
    #expect(written.bytes == empty.bytes)
    var other = BuildSpec()
    other.fusion.weight = 0.25
    var changed = ByteWriter()
    other.writeCanonical(to: &changed)
    #expect(changed.bytes != empty.bytes)
  }
}
