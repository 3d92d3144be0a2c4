internal import Common

extension WebAddress {
  /// Characters of an address at most; servers and proxies refuse longer ones.
  static let maximumLength = 8_192

  /// Reads an absolute address; `nil` when it is none, is not http or https, or names a user.
  package init?(_ text: String) { self.init(Self.cleaned(text), base: nil) }

  /// Reads an address as a page at `base` writes it (RFC 3986, §5.2); `nil` when it leads to no page.
  package init?(_ reference: String, relativeTo base: WebAddress) { self.init(Self.cleaned(reference), base: base) }

  private init?(_ bytes: [UInt8], base: WebAddress?) {
    guard bytes.count <= Self.maximumLength else { return nil }
    var rest = bytes[...]
    var isSecure = base?.isSecure ?? false
    var hasScheme = false
    if let colon = Self.schemeEnd(of: rest) {
      let scheme = String(decoding: rest[..<colon], as: UTF8.self).lowercased()
      guard scheme == "http" || scheme == "https" else { return nil }
      isSecure = scheme == "https"
      hasScheme = true
      rest = rest[(colon + 1)...]
      // Browsers take `https:page` on an https page as relative; nobody means it, so it is refused here.
      guard rest.starts(with: Self.slashes) else { return nil }
    }
    if rest.starts(with: Self.slashes) {
      rest = rest.dropFirst(2)
      guard hasScheme || base != nil, let authority = Self.authority(&rest, isSecure) else { return nil }
      let (path, query) = Self.split(rest)
      self.init(
        isSecure: isSecure, host: authority.host, port: authority.port, path: Self.withoutDots(path), query: query)
      return
    }
    guard let base else { return nil }
    let (path, query) = Self.split(rest)
    if path.isEmpty {
      self.init(
        isSecure: base.isSecure, host: base.host, port: base.port, path: base.path,
        query: rest.isEmpty || rest.first == UInt8(ascii: "#") ? base.query : query)
      return
    }
    let whole = path.first == UInt8(ascii: "/") ? path : Array(base.folder.utf8) + path
    self.init(isSecure: base.isSecure, host: base.host, port: base.port, path: Self.withoutDots(whole), query: query)
  }

  private static let slashes = Array("//".utf8)

  /// The bytes without white space around them and line breaks inside, which pages contain and browsers drop, and with
  /// slashes for the backslashes in front of the query.
  private static func cleaned(_ text: String) -> [UInt8] {
    var bytes = Array(text.utf8)[...]
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    var isPath = true
    return bytes.compactMap { byte in
      switch byte {
      case 0x09, 0x0A, 0x0D: return nil
      case UInt8(ascii: "?"), UInt8(ascii: "#"): isPath = false
      case UInt8(ascii: "\\") where isPath: return UInt8(ascii: "/")
      default: break
      }
      return byte
    }
  }

  /// The colon that ends a scheme.
  private static func schemeEnd(of bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first, isLetter(first) else { return nil }
    for (index, byte) in zip(bytes.indices, bytes) {
      if byte == UInt8(ascii: ":") { return index }
      guard isLetter(byte) || isDigit(byte) || "+-.".utf8.contains(byte) else { return nil }
    }
    return nil
  }

  // MARK: Host and port

  /// Takes host and port off the start of `rest`.
  private static func authority(_ rest: inout ArraySlice<UInt8>, _ isSecure: Bool) -> (host: String, port: Int?)? {
    let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
    var authority = rest[..<end]
    rest = rest[end...]
    guard !authority.contains(UInt8(ascii: "@")) else { return nil }
    var port: Int?
    let bracket = authority.lastIndex(of: UInt8(ascii: "]")) ?? authority.startIndex - 1
    if let colon = authority.lastIndex(of: UInt8(ascii: ":")), colon > bracket {
      let digits = authority[(colon + 1)...]
      authority = authority[..<colon]
      if !digits.isEmpty {
        guard digits.count <= 5, digits.allSatisfy(isDigit),
          let number = Int(String(decoding: digits, as: UTF8.self)), (1...65_535).contains(number)
        else { return nil }
        port = number == (isSecure ? 443 : 80) ? nil : number
      }
    }
    return host(authority).map { ($0, port) }
  }

  /// A name or address in lower case; `nil` for what cannot be one. Names beyond ASCII stay as they are: curl encodes
  /// them for the resolver.
  private static func host(_ bytes: ArraySlice<UInt8>) -> String? {
    if bytes.first == UInt8(ascii: "[") {
      let inner = bytes.dropFirst().dropLast()
      guard bytes.last == UInt8(ascii: "]"), !inner.isEmpty,
        inner.allSatisfy({ isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
      else { return nil }
    } else {
      guard !bytes.isEmpty, bytes.count <= 253,
        bytes.allSatisfy({ isLetter($0) || isDigit($0) || "-._".utf8.contains($0) || $0 >= 0x80 })
      else { return nil }
    }
    return String(validating: bytes, as: UTF8.self)?.lowercased()
  }

  // MARK: Path and query

  /// Path and query, each with its escapes in normal form; the fragment is dropped.
  private static func split(_ bytes: ArraySlice<UInt8>) -> (path: [UInt8], query: String?) {
    let whole = bytes.prefix { $0 != UInt8(ascii: "#") }
    let path = whole.prefix { $0 != UInt8(ascii: "?") }
    let query = whole.dropFirst(path.count + 1)
    let hasQuery = whole.count > path.count
    return (escaped(path), hasQuery ? String(decoding: escaped(query), as: UTF8.self) : nil)
  }

  /// RFC 3986, §6.2.2.1 and 6.2.2.2, and escapes for what must not stand in an address.
  static func escaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "%"), index + 1 < bytes.endIndex, let high = bytes[index].hexadecimalValue,
        let low = bytes[index + 1].hexadecimalValue
      {
        let value = high << 4 | low
        index += 2
        if isUnreserved(value) { result.append(value) } else { append(escapeOf: value, to: &result) }
      } else if byte > 0x20, byte < 0x7F, !"\"<>^`{|}%".utf8.contains(byte) {
        result.append(byte)
      } else {
        append(escapeOf: byte, to: &result)
      }
    }
    return result
  }

  /// RFC 3986, §5.2.4.
  private static func withoutDots(_ path: [UInt8]) -> String {
    var segments: [ArraySlice<UInt8>] = []
    let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated().dropFirst() {
      let isLast = index == parts.count - 1
      switch String(decoding: part, as: UTF8.self) {
      case ".": if isLast { segments.append([]) }
      case "..":
        _ = segments.popLast()
        if isLast { segments.append([]) }
      default: segments.append(part)
      }
    }
    return "/" + String(decoding: Array(segments.joined(separator: [UInt8(ascii: "/")])), as: UTF8.self)
  }

  private static func append(escapeOf byte: UInt8, to result: inout [UInt8]) {
    let digits = Array("0123456789ABCDEF".utf8)
    result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isHexDigit(_ byte: UInt8) -> Bool { byte.hexadecimalValue != nil }
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || "-._~".utf8.contains(byte)
  }
}
