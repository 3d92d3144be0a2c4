import Embedding
import TestSupport
import Testing

@Suite struct VectorTests {
  @Test func `The largest magnitude becomes 127 and halves round to even`() {
    let vector = QuantizedVector([127, -63.5, 62.5, 0.5, 1.5, 0, -0.4] as [Float])
    #expect(vector.scale == 1)
    #expect(vector.codes == [127, -64, 62, 0, 2, 0, 0])
  }

  @Test func `Zeros and numbers that are not finite have code 0`() {
    #expect(QuantizedVector([0, 0, -0.0] as [Float]).codes == [0, 0, 0])
    #expect(QuantizedVector([0, 0] as [Float]).scale == 0)
    #expect(QuantizedVector([.nan, .infinity, 2, -1] as [Float]).codes == [0, 0, 127, -64])
    #expect(QuantizedVector([] as [Float]).codes.isEmpty)
  }

  @Test func `Codes keep the direction of a vector`() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<50 {
      let vector = (0..<384).map { _ in random.normal() }
      let back = QuantizedVector(vector).dequantized
      func dot(_ left: [Float], _ right: [Float]) -> Float { zip(left, right).map(*).reduce(0, +) }
      #expect(dot(vector, back) / (dot(vector, vector) * dot(back, back)).squareRoot() > 0.9998)
    }
  }

  @Test func `A NumPy header is a multiple of 64 bytes and states the shape`() {
    let header = NumPyFile.header(rows: 600, columns: 384)
    #expect(header.count % 64 == 0)
    #expect(header.prefix(8) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
    #expect(Int(header[8]) | Int(header[9]) << 8 == header.count - 10)
    #expect(
      String(decoding: header.dropFirst(10), as: UTF8.self).hasPrefix(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (600, 384), }"))
    #expect(header.last == 10)
    #expect(NumPyFile.body([1]) == [0, 0, 0x80, 0x3F])
  }
}
