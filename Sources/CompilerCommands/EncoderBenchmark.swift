internal import Common
internal import Dispatch
internal import Embedding
internal import Glibc
internal import Kernels
internal import Terminal

/// Times an encoder on texts; of several passes the best one counts, for others use the machine too.
struct EncoderBenchmark {
  let encoder: SentenceEncoder
  let texts: [[UInt8]]

  /// What was measured.
  struct Result {
    var texts: Int
    var tokens: Int
    var threads: Int
    var instructionSet: InstructionSet
    /// Of the best pass, tokenising included.
    var seconds: Double
    /// Processor time of the cheapest pass, all threads together.
    var processorSeconds: Double
    /// Integer operations of the linear layers in a pass.
    var operations: Int
    /// Integer operations a second of the inner loop alone, on as many threads.
    var limit: Double
    /// Milliseconds for one text alone on one thread, median and 99th percentile.
    var single: (median: Double, high: Double)
    var digest: Digest
  }

  /// Texts that are also encoded alone.
  private static let singles = 200

  func run(passes: Int) -> Result {
    let tokens = texts.reduce(0) { $0 + min(encoder.tokenCount($1), encoder.maxTokens) }
    var vectors: [Float] = []
    var best = Double.infinity
    var cheapest = Double.infinity
    var limit = 0.0
    for _ in 0..<passes {
      limit = max(limit, operationsPerSecond())
      let before = Self.processorSeconds
      best = min(best, seconds { vectors = encoder.encode(texts) })
      cheapest = min(cheapest, Self.processorSeconds - before)
    }
    var times: [Double] = []
    for text in texts.prefix(Self.singles) {
      times.append(seconds { _ = encoder.encode([text]) } * 1000)
    }
    times.sort()
    let single = times.isEmpty ? (0, 0) : (times[times.count / 2], times[times.count * 99 / 100])
    return Result(
      texts: texts.count, tokens: tokens, threads: encoder.threads, instructionSet: encoder.instructionSet,
      seconds: best, processorSeconds: cheapest,
      operations: tokens * encoder.model.shape.operationsPerToken, limit: limit, single: single,
      digest: Digest(hashing: NumPyFile.body(vectors)))
  }

  /// The inner loop on every thread at once, for about a twentieth of a second.
  private func operationsPerSecond() -> Double {
    let set = encoder.instructionSet
    let one = MatrixLimit.run(times: 1, instructionSet: set)
    var times = 64
    while true {
      let count = times
      let elapsed = seconds {
        DispatchQueue.concurrentPerform(iterations: encoder.threads) { _ in
          _ = MatrixLimit.run(times: count, instructionSet: set)
        }
      }
      if elapsed > 0.05 { return Double(one * count * encoder.threads) / elapsed }
      times *= 2
    }
  }

  /// Processor time of the process so far.
  private static var processorSeconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private func seconds(_ body: () -> Void) -> Double {
    let duration = ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}

extension EncoderBenchmark.Result {
  private var textsPerSecond: Double { Double(texts) / seconds }
  private var tokensPerSecond: Double { Double(tokens) / seconds }
  private var gops: Double { Double(operations) / seconds / 1e9 }
  private var processorMilliseconds: Double { processorSeconds * 1000 / Double(max(texts, 1)) }
  private var share: Double { Double(operations) / seconds / limit }

  var text: String {
    """
    \(Quantities.counted(texts, "text")), \(Quantities.counted(tokens, "token")), \(instructionSet.rawValue), \
    \(Quantities.counted(threads, "thread"))
    \(Self.rounded(textsPerSecond, 1)) texts/s, \(Self.rounded(tokensPerSecond, 0)) tokens/s, \
    \(Self.rounded(processorMilliseconds, 1)) ms of processor time a text
    \(Self.rounded(gops, 1)) GOPS in linear layers, \(Self.rounded(share * 100, 1)) % of the limit of \
    \(Self.rounded(limit / 1e9, 1))
    one text alone: p50 \(Self.rounded(single.median, 3)) ms, p99 \(Self.rounded(single.high, 3)) ms
    vectors \(digest)

    """
  }

  var json: JSONValue {
    .object([
      "texts": .integer(texts), "tokens": .integer(tokens), "threads": .integer(threads),
      "instructionSet": .string(instructionSet.rawValue), "textsPerSecond": .number(textsPerSecond),
      "tokensPerSecond": .number(tokensPerSecond),
      "processorMillisecondsPerText": .number(processorMilliseconds), "gops": .number(gops),
      "limitGops": .number(limit / 1e9),
      "shareOfLimit": .number(share), "singleMedianMilliseconds": .number(single.median),
      "singleP99Milliseconds": .number(single.high), "digest": .string(digest.hex),
    ])
  }

  /// `value` with so many decimal places.
  private static func rounded(_ value: Double, _ places: Int) -> String {
    let scale = [1.0, 10, 100, 1000][places]
    let whole = Int((value * scale).rounded())
    guard places > 0 else { return String(whole) }
    let fraction = String(whole % Int(scale))
    return "\(whole / Int(scale))." + String(repeating: "0", count: places - fraction.utf8.count) + fraction
  }
}
