package import Common
package import Extraction
internal import MailExtractor
internal import MarkdownExtractor
internal import MarkupExtractor
internal import OfficeExtractor
internal import PDFExtractor
internal import StructuredTextExtractor

/// The worker's side of the protocol: documents in, blocks out, one at a time, until the parent hangs up.
package struct ExtractionWorker {
  private let extractors: [DocumentFormat: any DocumentExtractor]
  /// What this worker tells its parent first.
  package let greeting: WorkerGreeting

  /// A worker with every extractor that this build has.
  package init() {
    let direct: [any DocumentExtractor] = [
      MarkdownExtractor(), HTMLExtractor(), OfficeExtractor(), PDFExtractor(), StructuredTextExtractor(),
    ]
    let attachments = Self(extractors: direct + [PlainTextExtractor()])
    self.init(extractors: direct + [MailExtractor(readAttachment: attachments.answer)])
  }

  /// A worker with `extractors`; of two for one format, the first serves.
  package init(extractors: [any DocumentExtractor]) {
    var table: [DocumentFormat: any DocumentExtractor] = [:]
    for extractor in extractors {
      for format in type(of: extractor).formats where table[format] == nil { table[format] = extractor }
    }
    self.extractors = table
    let detection = ExtractorDescription(formats: [], libraries: [ContentType.library])
    greeting = WorkerGreeting(extractors: extractors.map(ExtractorDescription.init) + [detection])
  }

  /// Answers one request.
  package func answer(_ request: ExtractionRequest) -> Result<RawDocument, ExtractionFailure> {
    switch request.task {
    case .links: return Result { () throws(ExtractionFailure) in try LinkExtractor().extract(request) }
    case .recognition: return Result { () throws(ExtractionFailure) in try PDFExtractor.recognition(request) }
    case .contentType: return .success(RawDocument(contentType: ContentType(of: request.bytes)))
    case .document: break
    }
    guard let extractor = extractors[request.format] else {
      return .failure(.unsupported(kind: request.format.displayName))
    }
    do throws(ExtractionFailure) {
      let document = try extractor.extract(request)
      guard document.textBytes <= request.limits.textBytes else {
        throw .tooLarge(what: "the extracted text", limit: request.limits.textBytes)
      }
      return .success(document)
    } catch {
      return .failure(named(error, request))
    }
  }

  /// A failure with what the bytes are instead, where nothing else says it.
  private func named(_ failure: ExtractionFailure, _ request: ExtractionRequest) -> ExtractionFailure {
    switch failure {
    case .binaryData: break
    case .malformed where ContentSignature.find(in: request.bytes) == nil: break
    default: return failure
    }
    return ContentType(of: request.bytes)?.naming(failure) ?? failure
  }

  /// Serves the parent that started this process.
  ///
  /// - Returns: the exit status: success when the parent hung up between two documents.
  package func serve(_ arguments: [String]) -> ExitStatus {
    guard let arguments = WorkerConfinement.Arguments(arguments) else {
      print("kbc-extract reads documents for kbc, which starts it; it is of no use by itself")
      return .usage
    }
    do throws(SystemError) {
      return serve(try WorkerConfinement.enter(arguments))
    } catch {
      print(error)
      return .diagnostics
    }
  }

  private func serve(_ place: WorkerConfinement.Place) -> ExitStatus {
    let channel = place.channel
    var greeting = greeting
    greeting.gaps = place.gaps
    do throws(ByteChannelError) {
      try channel.send(frame: greeting.encoded)
      while case .success(let frame) = try channel.receiveFrame(limit: WorkerProtocol.maximumRequestBytes) {
        try channel.send(frame: WorkerResponse.encoded(answer(to: frame)))
      }
      return .diagnostics
    } catch {
      return error == .closed ? .success : .diagnostics
    }
  }

  private func answer(to frame: [UInt8]) -> Result<RawDocument, ExtractionFailure> {
    do {
      let request = try ExtractionRequest(decoding: frame)
      try WorkerConfinement.allowProcessorTime(seconds: request.limits.processorSeconds)
      return answer(request)
    } catch let error as SystemError {
      return .failure(.workerFailed(detail: error.description))
    } catch {
      return .failure(.workerFailed(detail: "it cannot understand the request: \(error)"))
    }
  }
}
