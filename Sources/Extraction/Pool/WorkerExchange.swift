/// What travels over a worker's channel, from the parent's side.
struct WorkerExchange {
  enum Outcome<Answer> {
    /// The worker answered; it can take the next document.
    case answer(Answer)
    /// The worker hung up.
    case silent
    /// The worker is still busy after the deadline.
    case late
    /// The worker is of no more use, for this reason.
    case refused(ExtractionFailure)
  }

  let channel: ByteChannel

  /// Reads the worker's first frame.
  func greeting(deadline: Deadline) -> Outcome<WorkerGreeting> {
    outcome { () throws(ByteChannelError) in
      switch try channel.receiveFrame(limit: WorkerGreeting.maximumBytes, deadline: deadline) {
      case .success(let frame): return Self.understood { () throws(WorkerProtocolError) in try .init(decoding: frame) }
      case .failure: return .refused(.workerFailed(detail: Self.describe(.notAWorker)))
      }
    }
  }

  /// Sends one request and reads its answer.
  func perform(
    _ request: ExtractionRequest, deadline: Deadline
  ) -> Outcome<Result<RawDocument, ExtractionFailure>> {
    outcome { () throws(ByteChannelError) in
      try channel.send(frame: request.encodedHead, request.bytes, deadline: deadline)
      let tooLarge = ExtractionFailure.tooLarge(what: "the extracted text", limit: request.limits.textBytes)
      let limit = request.limits.textBytes + WorkerProtocol.responseOverheadBytes
      guard case .success(let frame) = try channel.receiveFrame(limit: limit, deadline: deadline) else {
        return .refused(tooLarge)
      }
      let answer = Self.understood { () throws(WorkerProtocolError) in try WorkerResponse.decoded(frame) }
      if case .answer(.success(let document)) = answer, document.textBytes > request.limits.textBytes {
        return .refused(tooLarge)
      }
      return answer
    }
  }

  private func outcome<Answer>(_ body: () throws(ByteChannelError) -> Outcome<Answer>) -> Outcome<Answer> {
    do throws(ByteChannelError) {
      return try body()
    } catch {
      switch error {
      case .timedOut: return .late
      case .closed: return .silent
      case .failed: return .refused(.workerFailed(detail: "its channel failed: \(error)"))
      }
    }
  }

  private static func understood<Answer>(
    _ decode: () throws(WorkerProtocolError) -> Answer
  ) -> Outcome<Answer> {
    do throws(WorkerProtocolError) {
      return .answer(try decode())
    } catch {
      return .refused(.workerFailed(detail: describe(error)))
    }
  }

  private static func describe(_ error: WorkerProtocolError) -> String {
    switch error {
    case .notAWorker: "the program is not an extraction worker"
    case .version(let expected, let got):
      "the program speaks version \(got) of the protocol instead of \(expected); install both programs from one build"
    default: "its answer cannot be understood: \(error)"
    }
  }
}

extension RawDocument {
  /// UTF-8 bytes of all blocks together.
  package var textBytes: Int { blocks.reduce(0) { $0 + $1.text.utf8.count } }
}
