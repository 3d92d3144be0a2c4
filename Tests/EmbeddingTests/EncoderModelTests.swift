import Embedding
import Kernels
import Storage
import TestSupport
import Testing

@Suite struct EncoderModelTests {
  static let packed: [UInt8] = { (try? ModelFixture().packed()) ?? [] }()

  @Test func `A model cut short anywhere is refused`() throws {
    let bytes = Self.packed
    var lengths = Array(0..<300) + [bytes.count - 1]
    lengths += stride(from: 300, to: bytes.count, by: 997)
    for length in lengths {
      #expect(throws: EncoderModelError.self) { try EncoderModel(file: MappedBytes(Array(bytes.prefix(length)))) }
    }
    #expect(throws: EncoderModelError.self) { try EncoderModel(file: MappedBytes(bytes + [0])) }
  }

  @Test func `A header with any bit flipped is refused or still encodes`() throws {
    for position in 0..<PackedModelHeader.size + 64 {
      for bit in 0..<8 {
        var bytes = Self.packed
        bytes[position] ^= 1 << UInt8(bit)
        do {
          let model = try EncoderModel(file: MappedBytes(bytes))
          #expect(!model.isIntact)
          #expect(SentenceEncoder(model: model).encode("a b c").count == model.dimensions)
        } catch {
          let error: EncoderModelError = error
          #expect(!error.description.isEmpty)
        }
      }
    }
  }

  @Test func `Damaged weights give numbers and are told by the digest`() throws {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<40 {
      var bytes = Self.packed
      for _ in 0..<20 {
        bytes[Int.random(in: PackedModelHeader.size..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      guard let model = try? EncoderModel(file: MappedBytes(bytes)) else { continue }
      #expect(!model.isIntact)
      #expect(SentenceEncoder(model: model).encode(texts: ["the river", "", "x"]).count == 3 * model.dimensions)
    }
  }

  @Test func `A foreign file and another version are told apart`() throws {
    var foreign = Self.packed
    foreign[0] = 0
    #expect { try EncoderModel(file: MappedBytes(foreign)) } throws: { error in
      if case EncoderModelError.foreign = error { true } else { false }
    }
    var newer = Self.packed
    newer[8] = 3
    #expect(throws: EncoderModelError.otherVersion(expected: 2, got: 3)) {
      try EncoderModel(file: MappedBytes(newer))
    }
  }

  @Test func `Another model has another digest`() throws {
    var other = TinyModel()
    other.seed += 1
    #expect(try ModelFixture(other).model().digest != ModelFixture().model().digest)
  }

  @Test func `A path opens as a folder and as a packed file`() throws {
    let fixture = try ModelFixture()
    let model = try EncoderModel.open(path: fixture.folder)
    let folder = try TemporaryFolder()
    let file = try AtomicFile(path: folder.file("tiny.model"))
    try file.write(fixture.packed())
    try file.commit()
    #expect(try EncoderModel.open(path: folder.file("tiny.model")).digest == model.digest)
  }
}
