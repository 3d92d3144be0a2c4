import BundleFormat
import Embedding
import Kernels
import TestSupport
import Testing

@Suite struct FormatDocumentModelTests {
  let page: FormatDocument

  init() throws { page = try FormatDocument() }

  @Test func `The table of the model's header is that of the code`() {
    let rows = page.table(under: "### Model (`MODL`)").map { Array($0.prefix(3)) }
    #expect(rows == ModelField.allCases.map { ["\($0.offset)", "\($0.size)", $0.rawValue] })
    #expect(ModelField.length == 256)
  }

  @Test func `The probe and its limit are those of the code`() {
    let text = page.lines.joined(separator: "\n")
    #expect(text.contains("`\(String(decoding: RemoteModel.probe, as: UTF8.self))`"))
    #expect(text.contains("is below \(RemoteModel.sameSimilarity)."))
    #expect(RemoteModel.dimensionLimits == 1...16_384)
  }

  /// The page's rule for places, written out a second time.
  @Test(arguments: [(48, 33, 7, 20), (384, 1536, 100, 256), (40, 90, 3, 5)])
  func `The weights lie where the page says`(_ width: Int, _ intermediate: Int, _ vocabulary: Int, _ positions: Int) {
    let shape = EncoderShape(
      width: width, heads: 1, intermediate: intermediate, layers: 2, vocabulary: vocabulary, positions: positions,
      activation: .gelu, pooling: .mean, normalizes: true, epsilon: 1e-12)
    func up(_ count: Int, _ multiple: Int) -> Int { (count + multiple - 1) / multiple * multiple }
    var end = 0
    func place(_ bytes: Int) { end = up(end, 64) + bytes }
    func norm() { for _ in 0..<2 { place(4 * up(width, 32)) } }
    func linear(_ inputs: Int, _ outputs: Int) {
      place(up(outputs, 32) * up(inputs, 4))
      for _ in 0..<3 { place(4 * up(outputs, 32)) }
    }
    place(vocabulary * up(width, 32))
    place(4 * vocabulary)
    place(2 * positions * up(width, 32))
    place(4 * positions)
    norm()
    for _ in 0..<2 {
      for _ in 0..<4 { linear(width, width) }
      norm()
      linear(width, intermediate)
      linear(intermediate, width)
      norm()
    }
    #expect(EncoderLayout(shape: shape).byteCount == up(end, 64))
  }
}
