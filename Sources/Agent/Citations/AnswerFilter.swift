package import LanguageModels

/// Lets through of a model's text, as it is written, what a reader may see.
///
/// - Citation marks (`[1]`, `[1, 3]`, `【2】`, `[^4]`) keep the numbers of passages that there are; invented ones vanish.
/// - Links and images keep their words; their targets stay only when they are the address of a cited source. A bare address
///   without a query that stands word for word in a passage or in the user's message is shown as code, which no client opens by itself; any
///   other becomes `(link removed)`. So an answer cannot carry something out in an address.
/// - HTML tags with attributes vanish.
///
/// What comes out never depends on how the text was cut into pieces. At most one word, mark or link is held back, and no more than
/// `limit` bytes.
package struct AnswerFilter: Sendable {
  package enum Piece: Equatable, Sendable {
    case text(String)
    /// The first use of a passage; stands before the text that has its number.
    case citation(Citation)
  }

  /// Bytes that a mark, link or tag may take; what is longer is plain text, but for addresses.
  private static let limit = 2_048

  private let registry: CitationRegistry
  /// Addresses may stand in these as code.
  private let quoted: [String]
  private var pending: [UInt8] = []
  private var fence = CodeState()
  private var lastByte: UInt8 = 0x0A
  /// Numbers whose `citation` has been given.
  package private(set) var used: [Int]

  /// - Parameters:
  ///   - message: the user's message.
  ///   - used: numbers that earlier text of the same answer has used.
  package init(registry: CitationRegistry, message: String, used: [Int] = []) {
    self.registry = registry
    quoted = registry.citations.map(\.text) + [message]
    self.used = used
  }

  package mutating func append(_ text: String) -> [Piece] {
    pending += Array(text.utf8)
    return drain(isFinal: false)
  }

  /// The rest at the end of the text.
  package mutating func finish() -> [Piece] { drain(isFinal: true) }

  private mutating func drain(isFinal: Bool) -> [Piece] {
    var output = Output(lastByte: lastByte)
    var position = 0
    scan: while position < pending.count {
      switch construct(at: position, isFinal: isFinal, previous: output.lastByte) {
      case .plain(let length):
        for byte in pending[position..<(position + length)] { fence.note(byte) }
        output.append(pending[position..<(position + length)])
        position += length
      case .replaced(let length, let replacement, let numbers):
        for number in numbers where !used.contains(number) {
          used.append(number)
          if let citation = registry[number] { output.cite(citation) }
        }
        output.append(replacement)
        position += length
      case .incomplete:
        break scan
      }
    }
    pending.removeFirst(position)
    lastByte = output.lastByte
    return output.finished()
  }
}

/// Collects text and citations in order.
private struct Output {
  var pieces: [AnswerFilter.Piece] = []
  var text: [UInt8] = []
  var lastByte: UInt8

  init(lastByte: UInt8) { self.lastByte = lastByte }

  mutating func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      text.append(byte)
      lastByte = byte
    }
  }

  mutating func cite(_ citation: Citation) {
    flush()
    pieces.append(.citation(citation))
  }

  private mutating func flush() {
    if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
    text.removeAll()
  }

  consuming func finished() -> [AnswerFilter.Piece] {
    flush()
    return pieces
  }
}

/// Whether the text is within code, where brackets are no citations.
private struct CodeState: Sendable {
  private var ticks = 0
  private var open = 0
  var isInside: Bool { open > 0 }

  mutating func note(_ byte: UInt8) {
    if byte == UInt8(ascii: "`") {
      ticks += 1
      return
    }
    if ticks > 0 {
      if open == 0 { open = ticks } else if ticks == open { open = 0 }
      ticks = 0
    }
    // Code between single ticks does not go beyond a line here.
    if byte == 0x0A, open < 3 { open = 0 }
  }
}

// MARK: Constructs

extension AnswerFilter {
  private enum Construct {
    case plain(Int)
    case replaced(Int, [UInt8], numbers: [Int])
    case incomplete
  }

  private func construct(at start: Int, isFinal: Bool, previous: UInt8) -> Construct {
    let byte = pending[start]
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "!"), 0xE3: return bracket(at: start, isFinal: isFinal, previous: previous)
    case UInt8(ascii: "<"): return tag(at: start, isFinal: isFinal)
    case 0x00..<0x20 where byte != 0x0A && byte != 0x09: return .replaced(1, [], numbers: [])
    case 0x20, 0x0A, 0x09, UInt8(ascii: "("), UInt8(ascii: "`"), UInt8(ascii: "\""), UInt8(ascii: "*"): return .plain(1)
    default: return word(at: start, isFinal: isFinal)
    }
  }

  /// A run of bytes up to the next that may begin something else; an address is one such run.
  private func word(at start: Int, isFinal: Bool) -> Construct {
    var end = start
    let limit = min(pending.count, start + 4 * Self.limit)
    while end < limit, !Self.endsWord(pending[end]) { end += 1 }
    if end == pending.count, end < start + 4 * Self.limit, !isFinal { return .incomplete }
    let run = pending[start..<end]
    guard let address = Self.addressStart(in: run) else { return .plain(max(1, run.count)) }
    guard address == start else { return .plain(address - start) }
    // What closes a sentence or bracket after an address is not part of it.
    var written = pending[start..<end]
    while written.count > 1, let sign = Self.closingSigns.first(where: { written.hasSuffix($0) }) {
      written.removeLast(sign.count)
    }
    let text = String(decoding: written, as: UTF8.self)
    return .replaced(written.count, Array(shown(text).utf8), numbers: [])
  }

  private static let closingSigns = ".,;:!?)]}*_”’»。、…".map { Array(String($0).utf8) }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x00...0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "`"), UInt8(ascii: "\""),
      UInt8(ascii: "("), UInt8(ascii: "|"):
      true
    default: false
    }
  }

  /// Where an address begins in a run: `scheme://`, `www.` or a scheme that runs or mails.
  private static func addressStart(in run: ArraySlice<UInt8>) -> Int? {
    let lowered = run.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    func find(_ text: String) -> Int? {
      let wanted = Array(text.utf8)
      guard lowered.count >= wanted.count else { return nil }
      return (0...(lowered.count - wanted.count)).first { lowered[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }
    var starts = ["www.", "javascript:", "data:", "mailto:", "vbscript:"].compactMap { find($0) }
    if var scheme = find("://") {
      // Letters before `://` are the scheme.
      while scheme > 0, (0x61...0x7A).contains(lowered[scheme - 1]) { scheme -= 1 }
      starts.append(scheme)
    }
    return starts.min().map { run.startIndex + $0 }
  }

  /// An address as it may be shown.
  private func shown(_ address: String) -> String {
    if registry.urls.contains(address) { return address }
    let lowered = address.lowercased()
    let isPage = lowered.hasPrefix("http://") || lowered.hasPrefix("https://") || lowered.hasPrefix("www.")
    // A query could have been filled in by the one who wrote the passage, to be told from others.
    let isBare = !address.contains("?") && !address.contains("@")
    let isQuoted =
      (isPage && isBare || Self.isOfService(lowered)) && quoted.contains { Self.holds($0, address) }
    return isQuoted ? (fence.isInside ? address : "`\(address)`") : "(link removed)"
  }

  /// Whether an address is of a kind that nothing opens at a click: databases, queues, stores.
  private static func isOfService(_ lowered: String) -> Bool {
    let schemes = [
      "postgresql", "postgres", "mysql", "mariadb", "mongodb", "redis", "rediss", "amqp", "amqps", "mqtt", "nats",
      "ldap",
      "ldaps", "tcp", "udp", "unix", "s3", "gs", "grpc",
    ]
    return schemes.contains { lowered.hasPrefix($0 + "://") }
  }

  /// Whether `text` has the address as a whole: what follows must not be able to continue it.
  private static func holds(_ text: String, _ address: String) -> Bool {
    var rest = text[...]
    while let range = rest.firstRange(of: address) {
      let next = rest[range.upperBound...].utf8.first
      if next.map({ endsWord($0) || ".,;:!?)]}'*_".utf8.contains($0) }) ?? true { return true }
      rest = rest[range.upperBound...]
    }
    return false
  }

  /// `[…]`, `[…](…)`, `![…](…)`, `【…】`.
  private func bracket(at start: Int, isFinal: Bool, previous: UInt8) -> Construct {
    var open = start
    let isImage = pending[open] == UInt8(ascii: "!")
    if isImage {
      guard open + 1 < pending.count else { return isFinal ? .plain(1) : .incomplete }
      guard pending[open + 1] == UInt8(ascii: "[") else { return .plain(1) }
      open += 1
    }
    let isWide = pending[open] == 0xE3
    if isWide {
      guard open + 3 <= pending.count else { return isFinal ? .plain(1) : .incomplete }
      // U+3010, 【.
      guard pending[open + 1] == 0x80, pending[open + 2] == 0x90 else { return word(at: start, isFinal: isFinal) }
    }
    let innerStart = open + (isWide ? 3 : 1)
    guard let close = closing(from: innerStart, isWide: isWide) else {
      let isTooLong = pending.count - start > Self.limit
      return isFinal || isTooLong ? .plain(1) : .incomplete
    }
    let after = close + (isWide ? 3 : 1)
    let inner = pending[innerStart..<close]
    if !isWide {
      guard after < pending.count || isFinal else { return .incomplete }
      if after < pending.count, pending[after] == UInt8(ascii: "(") {
        return link(inner, from: start, target: after + 1, isImage: isImage, isFinal: isFinal)
      }
    }
    if isImage { return .plain(1) }
    guard !fence.isInside, let numbers = Self.numbers(in: inner) else { return .plain(1) }
    let known = numbers.filter { registry[$0] != nil }
    let marks = known.map { "[\($0)]" }.joined()
    return .replaced(after - start, Array(marks.utf8), numbers: known)
  }

  /// The bracket that closes, brackets within counted; it must come on the same line or the next and within the limit.
  private func closing(from start: Int, isWide: Bool) -> Int? {
    var depth = 0
    var position = start
    while position < min(pending.count, start + Self.limit) {
      let byte = pending[position]
      if isWide {
        if byte == 0xE3, position + 2 < pending.count, pending[position + 1] == 0x80, pending[position + 2] == 0x91 {
          return position
        }
      } else if byte == UInt8(ascii: "[") {
        depth += 1
      } else if byte == UInt8(ascii: "]") {
        if depth == 0 { return position }
        depth -= 1
      }
      position += 1
    }
    return nil
  }

  private func link(
    _ inner: ArraySlice<UInt8>, from start: Int, target: Int, isImage: Bool, isFinal: Bool
  ) -> Construct {
    var depth = 0
    var position = target
    while position < pending.count {
      let byte = pending[position]
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") {
        if depth == 0 { break }
        depth -= 1
      }
      position += 1
    }
    let isTooLong = position - start > 4 * Self.limit
    guard position < pending.count || isFinal || isTooLong else { return .incomplete }
    let end = min(position + 1, pending.count)
    let parts = String(decoding: pending[target..<min(position, pending.count)], as: UTF8.self).split {
      $0.isWhitespace
    }
    let address = parts.first.map { String($0.drop { $0 == "<" }.prefix { $0 != ">" }) } ?? ""
    if !isImage, registry.urls.contains(address) {
      let text = Array("[".utf8) + inner + Array("](\(address))".utf8)
      return .replaced(end - start, text, numbers: [])
    }
    // The words stay; they are looked at once more, as they may hold an address themselves.
    var words = AnswerFilter(registry: registry, message: "", used: used)
    let safe = (words.append(String(decoding: inner, as: UTF8.self)) + words.finish()).compactMap { piece in
      if case .text(let text) = piece { text } else { nil }
    }
    return .replaced(
      end - start, Array(safe.joined().utf8), numbers: Self.numbers(in: inner)?.filter { registry[$0] != nil } ?? [])
  }

  /// `1`, `1, 2`, `1-3`, `^4`, `Source 1`; `nil` when the text is something else.
  private static func numbers(in inner: ArraySlice<UInt8>) -> [Int]? {
    guard inner.count <= 40, !inner.isEmpty else { return nil }
    var text = String(decoding: inner, as: UTF8.self).lowercased()
    if let dagger = text.firstIndex(of: "†") { text = String(text[..<dagger]) }
    for word in ["^", "sources", "source", "passages", "passage", "citations", "citation", "#"]
    where text.hasPrefix(word) {
      text = String(text.dropFirst(word.count))
    }
    var numbers: [Int] = []
    for part in text.split(whereSeparator: { $0 == "," || $0 == ";" || $0 == " " }) {
      let ends = part.split(whereSeparator: { $0 == "-" || $0 == "–" }).map { Int($0) }
      guard !ends.contains(nil), (1...2).contains(ends.count), let low = ends[0], let high = ends.last ?? low, low >= 0
      else { return nil }
      guard low <= high, high - low < 20 else { return nil }
      numbers += Array(low...high)
    }
    return numbers.isEmpty ? nil : numbers
  }

  /// A tag with attributes, or an address in angle brackets.
  private func tag(at start: Int, isFinal: Bool) -> Construct {
    guard start + 1 < pending.count else { return isFinal ? .plain(1) : .incomplete }
    let next = pending[start + 1]
    let begins = (0x41...0x5A).contains(next) || (0x61...0x7A).contains(next) || next == 0x2F || next == 0x21
    guard begins else { return .plain(1) }
    var end = start + 1
    while end < pending.count, pending[end] != UInt8(ascii: ">") { end += 1 }
    let isTooLong = end - start > Self.limit
    guard end < pending.count || isFinal || isTooLong else { return .incomplete }
    guard end < pending.count, !isTooLong else {
      // A tag that is never closed is no tag; its bracket goes, and the rest is looked at as text.
      return .replaced(1, [], numbers: [])
    }
    let inner = pending[(start + 1)..<end]
    let text = String(decoding: inner, as: UTF8.self)
    if let address = Self.addressStart(in: inner), address == inner.startIndex {
      return .replaced(end + 1 - start, Array(shown(text).utf8), numbers: [])
    }
    let isActive = inner.contains(UInt8(ascii: "=")) || text.contains("//") || text.lowercased().hasPrefix("script")
    return isActive ? .replaced(end + 1 - start, [], numbers: []) : .plain(1)
  }
}

extension ArraySlice<UInt8> {
  fileprivate func hasSuffix(_ other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
