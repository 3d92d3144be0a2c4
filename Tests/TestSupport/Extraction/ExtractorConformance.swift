package import Extraction

/// A small sound document that an extractor must read.
package struct ConformanceSample: Sendable {
  package var name: String
  package var format: DocumentFormat
  package var bytes: [UInt8]
  package var password: String?

  package init(_ name: String, _ format: DocumentFormat, _ bytes: [UInt8], password: String? = nil) {
    self.name = name
    self.format = format
    self.bytes = bytes
    self.password = password
  }
}

/// What every extractor promises, checked on samples, on damaged samples and on bytes that are no document at all.
///
/// Each function returns the promises that were broken, one sentence each, so that a test is one line:
/// `#expect(ExtractorConformance(extractor, samples: samples).violations() == [])`. An extractor that crashes takes the
/// test program down, which is the point.
package struct ExtractorConformance {
  package typealias Extract = (ExtractionRequest) throws(ExtractionFailure) -> RawDocument

  private let extract: Extract
  private let samples: [ConformanceSample]
  private let seed: UInt64

  package init(_ extractor: any DocumentExtractor, samples: [ConformanceSample], seed: UInt64 = 1) {
    self.init(samples: samples, seed: seed) { request throws(ExtractionFailure) in try extractor.extract(request) }
  }

  /// Checks anything that extracts: a worker pool, for example.
  package init(samples: [ConformanceSample], seed: UInt64 = 1, extract: @escaping Extract) {
    self.extract = extract
    self.samples = samples
    self.seed = seed
  }

  /// All promises that are broken.
  package func violations() -> [String] {
    soundSamples() + emptyInputs() + truncatedSamples() + flippedSamples() + foreignBytes() + limits()
  }

  /// Sound samples give a well-formed document, the same each time, with and without other documents in between.
  package func soundSamples() -> [String] {
    var violations = samples.isEmpty ? ["no samples were given"] : []
    var first: [Result<RawDocument, ExtractionFailure>] = []
    for sample in samples {
      let result = run(sample.request())
      first.append(result)
      switch result {
      case .failure(let failure): violations.append("\(sample.name): \(failure) instead of a document")
      case .success(let document):
        violations += RawDocumentCheck.violations(of: document, format: sample.format).map { "\(sample.name): \($0)" }
      }
    }
    for (sample, expected) in zip(samples, first).reversed() where run(sample.request()) != expected {
      violations.append("\(sample.name): not the same the second time")
    }
    return violations
  }

  /// No bytes at all, or white space only, are a typed failure.
  package func emptyInputs() -> [String] {
    var violations: [String] = []
    for (format, password) in formats() {
      for (name, bytes) in [("no bytes", []), ("white space", Array(" \n\t \r\n".utf8))] as [(String, [UInt8])] {
        let request = ExtractionRequest(bytes: bytes, name: name, format: format, password: password)
        if case .success = run(request) { violations.append("\(format) from \(name): a document instead of a failure") }
      }
    }
    return violations
  }

  /// Samples cut short anywhere are a well-formed document or a failure, the same each time.
  package func truncatedSamples(pointsPerSample: Int = 64) -> [String] {
    samples.flatMap { sample in
      cuts(of: sample.bytes.count, pointsPerSample).flatMap { count in
        check(sample.request(bytes: Array(sample.bytes[..<count])), "\(sample.name) cut to \(count) bytes")
      }
    }
  }

  /// Samples with random bytes changed, dropped or doubled are a well-formed document or a failure.
  package func flippedSamples(roundsPerSample: Int = 64) -> [String] {
    var random = SeededGenerator(seed: seed)
    return samples.flatMap { sample in
      (0..<roundsPerSample).flatMap { round in
        check(
          sample.request(bytes: Self.damaged(sample.bytes, &random)),
          "\(sample.name) damaged in round \(round) of seed \(seed)")
      }
    }
  }

  /// Bytes that are no document of the format are a well-formed document or a failure.
  package func foreignBytes() -> [String] {
    var random = SeededGenerator(seed: seed)
    let noise = (0..<4_096).map { _ in UInt8.random(in: 0...255, using: &random) }
    let inputs: [(String, [UInt8])] = [
      ("noise", noise), ("one byte", [0x41]), ("zeros", Array(repeating: 0, count: 4_096)),
      ("0xFF", Array(repeating: 0xFF, count: 4_096)), ("a line of 2 MB", Array(repeating: 0x61, count: 2 << 20)),
      ("1 MB of brackets", Array(repeating: UInt8(ascii: "["), count: 1 << 20)),
      ("text with NUL", Array("before\u{0}after".utf8)), ("surrogates", [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80, 0x0A]),
      ("overlong", [0xC0, 0x80, 0xE0, 0x80, 0xAF, 0xF5, 0x80, 0x80, 0x80]),
      ("combining marks", Array(("a" + String(repeating: "\u{301}\u{316}", count: 20_000)).utf8)),
    ]
    return formats().flatMap { format, password in
      inputs.flatMap { name, bytes in
        check(
          ExtractionRequest(bytes: bytes, name: name, format: format, password: password), "\(format) from \(name)")
      }
    }
  }

  /// A limit on the text holds.
  package func limits() -> [String] {
    samples.flatMap { sample -> [String] in
      var request = sample.request()
      request.limits.textBytes = 1
      guard case .success = run(request) else { return [] }
      return ["\(sample.name): a document in spite of a limit of one byte of text"]
    }
  }

  private func check(_ request: ExtractionRequest, _ what: String) -> [String] {
    let result = run(request)
    var violations = result == run(request) ? [] : ["\(what): not the same the second time"]
    if case .success(let document) = result {
      violations += RawDocumentCheck.violations(of: document, format: request.format).map { "\(what): \($0)" }
    }
    return violations
  }

  private func run(_ request: ExtractionRequest) -> Result<RawDocument, ExtractionFailure> {
    do throws(ExtractionFailure) { return .success(try extract(request)) } catch { return .failure(error) }
  }

  private func formats() -> [(DocumentFormat, String?)] {
    DocumentFormat.allCases.compactMap { format in
      samples.first { $0.format == format }.map { (format, $0.password) }
    }
  }

  /// Cuts near both ends and spread between them.
  private func cuts(of count: Int, _ points: Int) -> [Int] {
    guard count > points else { return Array(0..<count) }
    let near = points / 4
    let spread = points - 2 * near
    let middle = (0..<spread).map { near + $0 * (count - 2 * near) / spread }
    return Array(0..<near) + middle + Array((count - near)..<count)
  }

  private static func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      guard !bytes.isEmpty else { break }
      let index = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 2: bytes.removeSubrange(index..<min(index + Int.random(in: 1...32, using: &random), bytes.count))
      default:
        let end = min(index + Int.random(in: 1...64, using: &random), bytes.count)
        bytes.insert(contentsOf: Array(bytes[index..<end]), at: index)
      }
    }
    return bytes
  }
}

extension ConformanceSample {
  fileprivate func request(bytes: [UInt8]? = nil) -> ExtractionRequest {
    ExtractionRequest(bytes: bytes ?? self.bytes, name: name, format: format, password: password)
  }
}
