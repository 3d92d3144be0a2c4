internal import BundleFormat
internal import Common
internal import Compression
internal import Dispatch
internal import Storage
internal import Synchronization

/// Compresses the frames of a text on several threads; the frames do not depend on how many.
struct FrameCompressor {
  /// A compressor with the thread that uses it; the lock is never contended.
  private final class Lane: Sendable {
    let compressor: Mutex<ZstdCompressor>

    init(level: Int, dictionary: ZstdDictionary?) throws {
      compressor = Mutex(try ZstdCompressor(level: level, dictionary: dictionary))
    }
  }

  private let lanes: [Lane]
  private let archive: (any FrameArchive)?
  /// What all frames depend on besides their content.
  private let settings: [UInt8]

  /// - Parameter archive: has frames that were compressed before, and takes those that were not.
  init(level: Int, dictionary: ZstdDictionary?, jobs: Int, archive: (any FrameArchive)? = nil) throws {
    self.archive = archive
    var settings = ByteWriter()
    settings.append(string: "frame")
    settings.append(ZstdLibrary.versionNumber)
    settings.appendVariable(level)
    settings.append(contentsOf: dictionary.map { Digest(hashing: $0.bytes).bytes } ?? [])
    self.settings = settings.bytes
    lanes = try (0..<max(jobs, 1)).map { _ in try Lane(level: level, dictionary: dictionary) }
  }

  /// Calls `body` with each frame in order: its bytes, and the part of `text` that it holds.
  ///
  /// - Parameter ends: where the frames end in `text`.
  func frames(
    of text: MappedBytes, ends: [Int], _ body: (_ frame: [UInt8], _ content: MappedBytes) throws -> Void
  ) throws {
    let batch = lanes.count * 16
    for first in stride(from: 0, to: ends.count, by: batch) {
      let parts = (first..<min(first + batch, ends.count)).map { text[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]] }
      for (frame, part) in zip(try compress(parts), parts) { try body(frame, part) }
    }
  }

  private func compress(_ parts: [MappedBytes]) throws -> [[UInt8]] {
    let results = Mutex([Result<[UInt8], CompressionError>?](repeating: nil, count: parts.count))
    let (lanes, archive, settings) = (lanes, archive, settings)
    DispatchQueue.concurrentPerform(iterations: min(lanes.count, parts.count)) { number in
      lanes[number].compressor.withLock { compressor in
        for index in stride(from: number, to: parts.count, by: lanes.count) {
          let result: Result<[UInt8], CompressionError>
          do throws(CompressionError) {
            result = .success(try Self.frame(holding: parts[index].array, &compressor, archive, settings))
          } catch {
            result = .failure(error)
          }
          results.withLock { $0[index] = result }
        }
      }
    }
    return try results.withLock { try $0.compactMap { try $0?.get() } }
  }

  private static func frame(
    holding content: [UInt8], _ compressor: inout ZstdCompressor, _ archive: (any FrameArchive)?, _ settings: [UInt8]
  ) throws(CompressionError) -> [UInt8] {
    guard let archive else { return try compressor.frame(holding: content) }
    var builder = DigestBuilder()
    builder.update(settings)
    builder.update(content)
    let name = builder.finalize()
    if let known = archive.frame(name) { return known }
    let frame = try compressor.frame(holding: content)
    archive.keep(frame, name)
    return frame
  }
}
