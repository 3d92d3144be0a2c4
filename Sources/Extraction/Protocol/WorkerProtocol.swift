package import Common

/// How the compiler and its worker talk: frames over a stream socket, one request, one response, in turn.
///
///     frame     length  8 bytes, little-endian: bytes of the payload
///               payload
///     greeting  the worker's first frame: see `WorkerGreeting`
///     request   see `ExtractionRequest.encodedHead`; the document's bytes are the end of it
///     response  see `WorkerResponse`
///
/// Integers without a stated width are LEB128, strings are counted UTF-8, as `ByteWriter` writes them. The worker parses
/// what strangers wrote and may be under their control: the compiler believes no length, no count and no text from it.
package enum WorkerProtocol {
  /// Grows with every change of a frame; both programs come from one build and must agree.
  package static let version: UInt32 = 6
  /// The most that a response may hold besides the text of its blocks, in bytes.
  static let responseOverheadBytes = 64 << 20
  /// The most that a request may hold, in bytes.
  package static let maximumRequestBytes = 2 << 30
}

/// Why a frame cannot be understood.
package enum WorkerProtocolError: Error, Equatable {
  case bytes(ByteReaderError)
  /// `field` holds a value that means nothing.
  case unknownValue(field: String, value: UInt64)
  /// The frame goes on after its end.
  case trailingBytes(Int)
  case frameTooLong(bytes: UInt64, limit: Int)
  case version(expected: UInt32, got: UInt32)
  case notAWorker
}

extension ByteChannel {
  /// Sends a frame whose payload is `head` and then `body`, without joining them.
  package func send(
    frame head: [UInt8], _ body: [UInt8] = [], deadline: Deadline? = nil
  ) throws(ByteChannelError) {
    var writer = ByteWriter()
    writer.append(UInt64(head.count + body.count))
    writer.append(contentsOf: head)
    try send(writer.bytes, deadline: deadline)
    try send(body, deadline: deadline)
  }

  /// Receives one frame of at most `limit` bytes; memory grows with what arrives, not with what is announced.
  package func receiveFrame(
    limit: Int, deadline: Deadline? = nil
  ) throws(ByteChannelError) -> Result<[UInt8], WorkerProtocolError> {
    var header: [UInt8] = []
    while header.count < 8 { try receive(atMost: 8 - header.count, into: &header, deadline: deadline) }
    let length = header.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(limit) else { return .failure(.frameTooLong(bytes: length, limit: limit)) }
    var payload: [UInt8] = []
    while payload.count < Int(length) {
      try receive(atMost: Int(length) - payload.count, into: &payload, deadline: deadline)
    }
    return .success(payload)
  }
}
