/// One request and its answer on a worker's channel.
struct WorkerExchange {
  enum Outcome {
    /// The worker answered; it can take the next document.
    case answer(Result<RawDocument, ExtractionFailure>)
    /// The worker hung up.
    case silent
    /// The worker is still busy after the deadline.
    case late
    /// The worker is of no more use, for this reason.
    case refused(ExtractionFailure)
  }

  let channel: ByteChannel
  /// Whether the worker still has to say hello.
  let greets: Bool

  func perform(_ request: ExtractionRequest, deadline: Deadline) -> Outcome {
    do throws(ByteChannelError) {
      if greets, let outcome = try problemWithHello(deadline) { return outcome }
      try channel.send(frame: request.encodedHead, request.bytes, deadline: deadline)
      let limit = request.limits.textBytes + WorkerProtocol.responseOverheadBytes
      switch try channel.receiveFrame(limit: limit, deadline: deadline) {
      case .success(let frame): return Self.outcome(of: frame, request)
      case .failure: return .refused(.tooLarge(what: "the extracted text", limit: request.limits.textBytes))
      }
    } catch .timedOut {
      return .late
    } catch .closed {
      return .silent
    } catch {
      return .refused(.workerFailed(detail: "its channel failed: \(error)"))
    }
  }

  private func problemWithHello(_ deadline: Deadline) throws(ByteChannelError) -> Outcome? {
    switch try channel.receiveFrame(limit: WorkerProtocol.helloBytes, deadline: deadline) {
    case .failure: return .refused(.workerFailed(detail: Self.describe(.notAWorker)))
    case .success(let frame):
      return WorkerProtocol.problem(withHello: frame).map { .refused(.workerFailed(detail: Self.describe($0))) }
    }
  }

  private static func outcome(of frame: [UInt8], _ request: ExtractionRequest) -> Outcome {
    do throws(WorkerProtocolError) {
      let result = try WorkerResponse.decoded(frame)
      if case .success(let document) = result, document.textBytes > request.limits.textBytes {
        return .refused(.tooLarge(what: "the extracted text", limit: request.limits.textBytes))
      }
      return .answer(result)
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
