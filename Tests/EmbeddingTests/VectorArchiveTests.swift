import Common
import Embedding
import Storage
import TestSupport
import Testing

@Suite struct VectorArchiveTests {
  private static let model = RemoteModel(endpoint: "http://127.0.0.1/v1", name: "m", dimensions: 4)

  private func text(_ number: Int) -> [UInt8] { Array("text \(number)".utf8) }
  private func vector(_ number: Int) -> QuantizedVector { QuantizedVector([Float(number), 1, -2, 3]) }

  private func write(_ numbers: Range<Int>, _ path: String, _ model: RemoteModel = Self.model) throws {
    try VectorArchive.writer(path: path, model: model).append(numbers.map { (text($0), vector($0)) })
  }

  @Test func `Vectors are found by their text, over several writers`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file(VectorArchive.fileName)
    #expect(try VectorArchive(path: path, model: Self.model).count == 0)
    try write(0..<10, path)
    try write(10..<12, path)
    let archive = try VectorArchive(path: path, model: Self.model)
    #expect(archive.count == 12)
    for number in 0..<12 { #expect(archive.vector(of: text(number)) == vector(number)) }
    #expect(archive.vector(of: text(12)) == nil)
    #expect(!archive.contains(text(12)))
  }

  @Test func `A record cut short is taken off and written again`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("vectors")
    try write(0..<3, path)
    let whole = try readFile(path)
    for length in 64..<whole.count {
      let file = try AtomicFile(path: path)
      try file.write(Array(whole.prefix(length)))
      try file.commit()
      let kept = (length - 64) / 44
      #expect(try VectorArchive(path: path, model: Self.model).count == kept)
      try write(kept..<3, path)
      #expect(try readFile(path) == whole)
    }
  }

  @Test func `A damaged record is passed over`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("vectors")
    try write(0..<3, path)
    let whole = try readFile(path)
    for position in 64..<whole.count {
      var bytes = whole
      bytes[position] ^= 0x10
      let file = try AtomicFile(path: path)
      try file.write(bytes)
      try file.commit()
      let archive = try VectorArchive(path: path, model: Self.model)
      let damaged = (position - 64) / 44
      for number in 0..<3 { #expect(archive.vector(of: text(number)) == (number == damaged ? nil : vector(number))) }
    }
  }

  @Test func `Another model, other dimensions and foreign files are refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("vectors")
    try write(0..<1, path)
    for other in [
      RemoteModel(endpoint: Self.model.endpoint, name: "n", dimensions: 4),
      RemoteModel(endpoint: Self.model.endpoint, name: "m", dimensions: 5),
    ] {
      #expect(throws: VectorArchiveError.self) { try VectorArchive(path: path, model: other) }
      #expect(throws: VectorArchiveError.self) { try VectorArchive.writer(path: path, model: other) }
    }
    let file = try AtomicFile(path: path)
    try file.write(Array("something else, longer than a header of sixty-four bytes, in a file".utf8))
    try file.commit()
    #expect(throws: VectorArchiveError.self) { try VectorArchive(path: path, model: Self.model) }
  }

  @Test func `One process at a time writes`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("vectors")
    let writer = try VectorArchive.writer(path: path, model: Self.model)
    #expect(throws: VectorArchiveError.busy(path: path)) { try VectorArchive.writer(path: path, model: Self.model) }
    try writer.append([(text(0), vector(0))])
  }
}
