/// The bytes of a page in two parts: the markup that the parser reads and the structured data in its scripts.
///
/// Scripts, style sheets and comments, often most of a page, are left out before parsing: what a browser does not show
/// need not be parsed. The tokenizer's rules are those of the HTML standard (section 13.2.5): a quoted attribute value
/// may hold `>`, a script ends at the first `</script`.
struct PageSource {
  private(set) var markup: [UInt8] = []
  /// The contents of the page's `application/ld+json` scripts, in order.
  private(set) var structuredData: [ArraySlice<UInt8>] = []

  private let bytes: [UInt8]
  private var position = 0
  /// The bytes before this are in `markup` or left out.
  private var copied = 0

  /// The attributes of an element that are read.
  private static let mostAttributes = 256

  /// - Parameter bytes: the page in UTF-8.
  /// - Complexity: linear in the size of the page.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    markup.reserveCapacity(bytes.count / 2)
    split()
  }

  private mutating func split() {
    while let start = next(0x3C, from: position) {
      position = start + 1
      guard let end = endOfOmission(at: start) else { continue }
      markup.append(contentsOf: bytes[copied..<start])
      copied = end
      position = end
    }
    markup.append(contentsOf: bytes[copied...])
    // The parser takes a zero byte for the end of the page.
    if markup.contains(0) { for index in markup.indices where markup[index] == 0 { markup[index] = 0x20 } }
  }

  /// Where what starts at `start`, a `<`, ends if it is left out; else moves past it.
  private mutating func endOfOmission(at start: Int) -> Int? {
    guard position < bytes.count else { return nil }
    if bytes[position] == UInt8(ascii: "!") {
      return isNext("--", at: position + 1) ? endOfComment(from: position + 3) : nil
    }
    guard ASCII.isLetter(bytes[position]) else { return nil }
    let name = name(at: position)
    let (tagEnd, cut) = endOfTag(from: position + name.count)
    position = tagEnd
    if let cut {
      // The parser compares each attribute of an element with all others.
      markup.append(contentsOf: bytes[copied..<cut])
      markup.append(0x3E)
      copied = tagEnd
      return nil
    }
    switch name.count {
    case 5 where ASCII.equals(name, "style"): return endOfElement(name, from: tagEnd)
    case 6 where ASCII.equals(name, "script"):
      let end = endOfElement(name, from: tagEnd)
      if isStructuredData(bytes[start..<tagEnd]) { structuredData.append(content(from: tagEnd, to: end)) }
      return end
    case 8 where ASCII.equals(name, "textarea"): return endOfElement(name, from: tagEnd)
    default: return nil
    }
  }

  /// After `-->`. A comment that never ends is no reason to lose the rest of the page: only its first tag goes.
  private func endOfComment(from start: Int) -> Int {
    // "<!-->" and "<!--->" are whole comments.
    if isNext(">", at: start) { return start + 1 }
    if isNext("->", at: start) { return start + 2 }
    var search = start
    while let dash = next(0x2D, from: search) {
      if isNext("-->", at: dash) { return dash + 3 }
      if isNext("--!>", at: dash) { return dash + 4 }
      search = dash + 1
    }
    return next(0x3E, from: start).map { $0 + 1 } ?? bytes.count
  }

  private func name(at start: Int) -> ArraySlice<UInt8> {
    var end = start
    while end < bytes.count, !ASCII.isSpace(bytes[end]), bytes[end] != 0x3E, bytes[end] != 0x2F { end += 1 }
    return bytes[start..<end]
  }

  /// After the `>` of a tag whose attributes begin at `start`, and where to cut it if it has too many.
  private func endOfTag(from start: Int) -> (end: Int, cut: Int?) {
    var index = start
    var attributes = 0
    var cut: Int?
    var quote: UInt8 = 0
    var previous: UInt8 = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == 0x3E {
        return (index, cut)
      } else if previous == UInt8(ascii: "="), byte == 0x22 || byte == 0x27 {
        quote = byte
      }
      if !ASCII.isSpace(byte) {
        previous = byte
      } else if quote == 0, index < bytes.count, !ASCII.isSpace(bytes[index]) {
        attributes += 1
        if attributes == Self.mostAttributes { cut = index }
      }
    }
    return (index, cut)
  }

  /// After the end tag of an element whose content is not markup.
  private func endOfElement(_ name: ArraySlice<UInt8>, from start: Int) -> Int {
    var search = start
    while let open = next(0x3C, from: search) {
      let after = open + 2 + name.count
      if after <= bytes.count, bytes[open + 1] == 0x2F,
        zip(bytes[(open + 2)..<after], name).allSatisfy({ ASCII.lower($0) == ASCII.lower($1) }),
        after == bytes.count || !ASCII.isAlphanumeric(bytes[after])
      {
        return next(0x3E, from: after).map { $0 + 1 } ?? bytes.count
      }
      search = open + 1
    }
    return bytes.count
  }

  /// The bytes of a script up to its end tag.
  private func content(from start: Int, to end: Int) -> ArraySlice<UInt8> {
    let last = bytes[start..<end].lastIndex(of: 0x3C) ?? end
    return bytes[start..<last]
  }

  private func isStructuredData(_ tag: ArraySlice<UInt8>) -> Bool {
    ASCII.contains(tag, "ld+json")
  }

  private func next(_ byte: UInt8, from start: Int) -> Int? {
    start < bytes.count ? bytes[start...].firstIndex(of: byte) : nil
  }

  private func isNext(_ text: StaticString, at index: Int) -> Bool {
    let end = index + text.utf8CodeUnitCount
    return end <= bytes.count && ASCII.equals(bytes[index..<end], text)
  }
}
