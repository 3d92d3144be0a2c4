internal import Dispatch
package import Kernels
internal import Storage
internal import Synchronization
internal import TextAnalysis

/// Turns texts into vectors on several threads; the same text gives the same vector on every machine, in every company.
///
/// Texts are packed without padding into passes of at most `passTokens` tokens (or one longer text); each thread takes
/// the next few texts, so memory is bounded by the number of threads whatever the number of texts.
package final class SentenceEncoder: Sendable {
  package let model: EncoderModel
  /// The longest text in tokens, `[CLS]` and `[SEP]` included; what follows is cut.
  package let maxTokens: Int
  package let threads: Int
  private let kernel: EncoderKernel
  /// Memory of the threads that are not encoding now.
  private let idleScratch = Mutex<[EncoderScratch]>([])

  /// Tokens of texts that are put through the network together. More would leave the second-level cache.
  private static let passTokens = 256
  /// Bytes of text that a thread takes at a time: about a pass, so that all threads end together.
  private static let jobBytes = 1_024

  /// - Parameters:
  ///   - maxTokens: another limit than the model's; at least 3, at most the model's positions.
  ///   - unitVectors: Whether vectors are normalised to length 1 even where the model leaves them as they are; search
  ///     by cosine needs it.
  ///   - instructionSet: a level that this processor supports; all give the same bits.
  ///   - threads: at least 1; a call with little text uses fewer, and one text never leaves the caller's thread.
  package init(
    model: EncoderModel, maxTokens: Int? = nil, unitVectors: Bool = true, instructionSet: InstructionSet = .best,
    threads: Int = 1
  ) {
    self.model = model
    self.maxTokens = min(max(maxTokens ?? model.maxTokens, 3), model.shape.positions)
    self.threads = max(threads, 1)
    var shape = model.shape
    if unitVectors { shape.normalizes = true }
    kernel = EncoderKernel(shape: shape, instructionSet: instructionSet)
  }

  package var dimensions: Int { model.dimensions }
  package var instructionSet: InstructionSet { kernel.instructionSet }

  /// Tokens of `utf8`, `[CLS]` and `[SEP]` included, before anything is cut.
  package func tokenCount(_ utf8: [UInt8]) -> Int { model.tokenizer.tokenCount(utf8) + 2 }

  /// The vectors of UTF-8 texts, `[texts × dimensions]` Float, in the order of the texts.
  package func encode(_ texts: [[UInt8]]) -> [Float] {
    let jobs = Self.jobs(of: texts)
    if jobs.count <= 1 || threads == 1 {
      var scratch = borrowScratch()
      var vectors: [Float] = []
      for job in jobs { vectors += encode(texts[job], &scratch) }
      giveBack(scratch)
      return vectors
    }
    let queue = EncodingQueue(jobs: jobs.count)
    DispatchQueue.concurrentPerform(iterations: min(threads, jobs.count)) { _ in
      var scratch = borrowScratch()
      while let index = queue.take() { queue.put(encode(texts[jobs[index]], &scratch), at: index) }
      giveBack(scratch)
    }
    return queue.vectors
  }

  package func encode(texts: [String]) -> [Float] { encode(texts.map { Array($0.utf8) }) }

  /// The vector of one text, on the caller's thread.
  package func encode(_ text: String) -> [Float] { encode([Array(text.utf8)]) }

  /// Runs of texts of about `jobBytes`.
  private static func jobs(of texts: [[UInt8]]) -> [Range<Int>] {
    var jobs: [Range<Int>] = []
    var start = 0
    var bytes = 0
    for (index, text) in texts.enumerated() {
      bytes += text.count
      if bytes >= jobBytes {
        jobs.append(start..<(index + 1))
        start = index + 1
        bytes = 0
      }
    }
    if start < texts.count { jobs.append(start..<texts.count) }
    return jobs
  }

  private func encode(_ texts: ArraySlice<[UInt8]>, _ scratch: inout EncoderScratch) -> [Float] {
    var vectors: [Float] = []
    vectors.reserveCapacity(texts.count * dimensions)
    var ids: [Int32] = []
    var starts: [Int32] = [0]
    for text in texts {
      let tokens = model.tokenizer.encode(text, maximumCount: maxTokens)
      if !ids.isEmpty, ids.count + tokens.count > Self.passTokens {
        vectors += run(ids, starts, &scratch)
        ids.removeAll(keepingCapacity: true)
        starts = [0]
      }
      ids += tokens
      starts.append(Int32(ids.count))
    }
    if !ids.isEmpty { vectors += run(ids, starts, &scratch) }
    return vectors
  }

  /// One pass through the network.
  private func run(_ ids: [Int32], _ starts: [Int32], _ scratch: inout EncoderScratch) -> [Float] {
    model.weights.withBytes { weights in
      kernel.encode(weights: weights, ids: ids, starts: starts, scratch: &scratch)
    }
  }

  /// Scratch memory for one thread, as large as its last user needed.
  private func borrowScratch() -> EncoderScratch { idleScratch.withLock { $0.popLast() } ?? EncoderScratch() }

  private func giveBack(_ scratch: EncoderScratch) { idleScratch.withLock { $0.append(scratch) } }
}
