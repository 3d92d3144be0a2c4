// A worker that misbehaves when a document asks for it: what the pool's tests run instead of kbc-extract.
import Common
import Extraction
import ExtractionWorker
import Glibc

struct FaultyExtractor: DocumentExtractor {
  static let formats: [DocumentFormat] = [.html]
  static let libraries = [LibraryVersion("libfaulty", "0.1")]

  func extract(_ request: ExtractionRequest) throws(ExtractionFailure) -> RawDocument {
    let words = String(decoding: request.bytes, as: UTF8.self).split(separator: " ").map(String.init)
    switch words.first {
    case "crash": raise(words.dropFirst().first.flatMap { Int32($0) } ?? SIGSEGV)
    case "exit": exit(7)
    case "hang": while true { sleep(1) }
    case "spin": while getpid() > 0 {}
    case "grow":
      var pieces: [[UInt8]] = []
      while pieces.count < 1 << 20 { pieces.append(Array(repeating: UInt8(pieces.count & 255), count: 1 << 20)) }
    case "print": print(String(repeating: "chatter on the protocol's descriptor? ", count: 100_000))
    case "flood":
      return RawDocument(blocks: [
        RawBlock(.code, String(decoding: [UInt8](repeating: 65, count: 2 << 20), as: UTF8.self))
      ])
    case "leave": descriptors()
    case "number": return RawDocument(blocks: [RawBlock(.paragraph, "\(getpid())")])
    case "attempt": return RawDocument(blocks: attempts().map { RawBlock(.paragraph, $0) })
    case "fail": throw .malformed(detail: "asked to fail")
    case "second":
      // Sound as the first document of a worker only, like a parser that a document before has damaged.
      if unsafe served > 0 { raise(SIGABRT) }
    default: break
    }
    unsafe served += 1
    return RawDocument(blocks: [RawBlock(.paragraph, words.joined(separator: " ") + " by \(environment())")])
  }

  /// Closes all that a worker has open: the parent sees a peer that hung up but lives on.
  private func descriptors() {
    for descriptor in 0..<64 as Range<Int32> { close(descriptor) }
    while true { sleep(1) }
  }

  /// What a document that has taken over the worker would try, and what came of it.
  private func attempts() -> [String] {
    func result(_ name: String, _ value: Int32) -> String { "\(name) \(value >= 0 ? "done" : "refused")" }
    var child: pid_t = 0
    var pipe: [Int32] = [0, 0]
    return [
      result("socket", socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)),
      result("unix socket", socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)),
      result("write", unsafe open("/tmp/almanac-worker-test", O_WRONLY | O_CREAT, 0o600)),
      result("append", unsafe open("/dev/null", O_WRONLY | O_APPEND)),
      result("read secret", unsafe open("/etc/passwd", O_RDONLY)),
      result("remove", unsafe unlink("/tmp/almanac-worker-test")),
      result("make folder", unsafe mkdir("/tmp/almanac-worker-test", 0o700)),
      result("spawn", unsafe posix_spawn(&child, "/bin/true", nil, nil, [nil], [nil]) == 0 ? 0 : -1),
      result("signal parent", kill(getppid(), 0)),
      result("read library", unsafe open("/usr/share", O_RDONLY)),
      result("signal itself", kill(getpid(), 0)),
      result("pipe", unsafe Glibc.pipe(&pipe)),
    ]
  }

  private func environment() -> String {
    var limits = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limits)
    let zone = unsafe getenv("TZ").map { unsafe String(cString: $0) } ?? "none"
    return "TZ=\(zone) home=\(unsafe getenv("HOME") == nil ? "none" : "some") core=\(limits.rlim_cur)"
  }
}

nonisolated(unsafe) var served = 0

/// Frames that no honest worker sends.
func lie(_ kind: Substring) -> [UInt8] {
  var writer = ByteWriter()
  switch kind {
  case "length": writer.append(UInt64.max)
  case "cut":
    writer.append(UInt64(1_000))
    writer.append(contentsOf: [0, 0])
  case "count":
    // A document without title, language, metadata, tags, outline and pages, and with 2^62 blocks.
    writer.append(UInt64(16))
    writer.append(contentsOf: [0, 0, 0, 0, 0, 0, 0] as [UInt8])
    writer.appendVariable(UInt64(1) << 62)
  case "string":
    writer.append(contentsOf: [11, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0xFF, 0xFE, 0xFD, 0, 0, 0, 0, 0] as [UInt8])
  case "trailing": writer.append(contentsOf: [10, 0, 0, 0, 0, 0, 0, 0] + Array(repeating: 0, count: 10) as [UInt8])
  default: writer.append(contentsOf: [1, 0, 0, 0, 0, 0, 0, 0, 9] as [UInt8])
  }
  return writer.bytes
}

guard let arguments = WorkerConfinement.Arguments(CommandLine.arguments) else { exit(2) }
let place = try WorkerConfinement.enter(arguments)
let channel = place.channel
let worker = ExtractionWorker(extractors: [FaultyExtractor()])
var greeting = worker.greeting
greeting.gaps = place.gaps
// Under another name it plays a worker on a kernel without protection.
if CommandLine.arguments[0].hasSuffix("Unconfined") { greeting.gaps.append("nothing is refused (test)") }
try channel.send(frame: greeting.encoded)
while case .success(let frame) = try channel.receiveFrame(limit: 1 << 30) {
  let request = try ExtractionRequest(decoding: frame)
  let words = String(decoding: request.bytes, as: UTF8.self).split(separator: " ")
  if words.first == "lie" {
    try channel.send(lie(words[1]))
    if words[1] == "cut" { exit(0) }
  } else {
    try channel.send(frame: WorkerResponse.encoded(worker.answer(request)))
  }
}
