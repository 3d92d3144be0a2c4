internal import CUTF8Proc

/// Unicode normal forms of UTF-8 text.
///
/// Text that is in normal form already, as nearly all text is, is looked at once and given back without a copy. Bytes
/// that are not UTF-8 become U+FFFD, one for each maximal subpart (`DecodedScalar`). After the first 256 characters of a
/// run that combines, the run is normalised in parts, so that no input takes more than linear time; real text has
/// runs of a few.
package enum UnicodeNormalizer {
  /// Canonical composition.
  package static func nfc(_ text: [UInt8]) -> [UInt8] { normalise(text, to: .composed) }

  /// Canonical decomposition.
  package static func nfd(_ text: [UInt8]) -> [UInt8] { normalise(text, to: .decomposed) }

  /// `text` in normal form C, as a string.
  package static func nfc(_ text: String) -> String { String(decoding: nfc(Array(text.utf8)), as: UTF8.self) }

  /// The characters that `scalar` stands for in another shape (Unicode's compatibility decomposition, in full); itself
  /// where there are none.
  package static func compatibilityDecomposition(_ scalar: UInt32) -> [UInt32] {
    UnicodeData.compatibilityDecomposition(scalar)
  }

  private enum Form {
    case composed, decomposed

    /// True for a scalar that stays as it is, whatever stands around it, or changes only with what follows.
    @inline(__always)
    func isStable(_ scalar: UInt32) -> Bool {
      switch self {
      case .composed:
        if scalar < 0x300 || Self.isInStableBlock(scalar) { return true }
        if UnicodeData.interactsWithPrevious(scalar) { return false }
        return !UnicodeData.hasCanonicalDecomposition(scalar)
      case .decomposed:
        if scalar < 0xC0 { return true }
        return UnicodeData.combiningClass(scalar) == 0 && !UnicodeData.hasCanonicalDecomposition(scalar)
      }
    }

    /// Blocks where everything is composed and a starter: spares most text the look into the tables.
    @inline(__always)
    private static func isInStableBlock(_ scalar: UInt32) -> Bool {
      switch scalar {
      case 0x370...0x3FF: scalar != 0x374 && scalar != 0x37E && scalar != 0x387
      case 0x400...0x482, 0x48A...0x52F, 0x1E00...0x1EFF, 0x2010...0x205E, 0x3001...0x3029, 0x3041...0x3096,
        0x30A0...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3:
        true
      default: false
      }
    }
  }

  private static func normalise(_ text: [UInt8], to form: Form) -> [UInt8] {
    let span = text.span
    var output: [UInt8] = []
    var segment = Segment(form == .composed ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE)
    // The bytes before `written` are done; those from there to `index` are stable.
    var written = 0
    // Where the last stable scalar from `written` on begins: what follows may combine with it.
    var lastStable: Int?
    var index = 0
    while index < span.count {
      if span[index] < 0x80 {
        lastStable = index
        index += 1
        continue
      }
      let scalar = DecodedScalar(span, at: index)
      if scalar.isWellFormed, form.isStable(scalar.value) {
        lastStable = index
        index += scalar.length
        continue
      }
      if written == 0 { output.reserveCapacity(text.count + 16) }
      if !scalar.isWellFormed {
        output.append(contentsOf: text[written..<index])
        output.append(scalar: 0xFFFD)
        index += scalar.length
      } else {
        let start = lastStable ?? index
        output.append(contentsOf: text[written..<start])
        index = appendSegment(of: span, from: start, form, &segment, &output)
      }
      written = index
      lastStable = nil
    }
    if written == 0 { return text }
    output.append(contentsOf: text[written...])
    return output
  }

  /// Normalises the scalar at `start` and all that may combine with it.
  ///
  /// - Returns: where the next stable scalar begins.
  private static func appendSegment(
    of span: borrowing Span<UInt8>, from start: Int, _ form: Form, _ segment: inout Segment, _ output: inout [UInt8]
  ) -> Int {
    var index = start
    while index < span.count {
      let scalar = DecodedScalar(span, at: index)
      if index > start, !scalar.isWellFormed || form.isStable(scalar.value) { break }
      if segment.isFull { segment.flush(into: &output) }
      segment.append(scalar.value)
      index += scalar.length
    }
    segment.flush(into: &output)
    return index
  }
}

/// A starter and what combines with it.
private struct Segment {
  private var scalars: [Int32] = []
  private let options: utf8proc_option_t

  private static let limit = 256

  init(_ form: utf8proc_option_t) {
    options = utf8proc_option_t(rawValue: form.rawValue | UTF8PROC_STABLE.rawValue)
  }

  var isFull: Bool { scalars.count >= Self.limit }

  /// Appends the decomposition of `scalar`.
  mutating func append(_ scalar: UInt32) {
    let decomposition = CanonicalDecomposition(scalar)
    for index in 0..<decomposition.count { scalars.append(Int32(truncatingIfNeeded: decomposition[index])) }
  }

  /// Orders, composes if asked to, and appends the UTF-8 of the result.
  mutating func flush(into output: inout [UInt8]) {
    if scalars.isEmpty { return }
    order()
    let options = options
    let count = unsafe scalars.withUnsafeMutableBufferPointer { buffer in
      unsafe utf8proc_normalize_utf32(buffer.baseAddress, buffer.count, options)
    }
    for scalar in scalars.prefix(max(0, count)) { output.append(scalar: UInt32(truncatingIfNeeded: scalar)) }
    scalars.removeAll(keepingCapacity: true)
  }

  /// Canonical order: a stable sort by combining class within each run of non-starters (insertion, as runs are short).
  private mutating func order() {
    for index in scalars.indices.dropFirst() {
      let scalar = scalars[index]
      let combiningClass = UnicodeData.combiningClass(UInt32(truncatingIfNeeded: scalar))
      if combiningClass == 0 { continue }
      var place = index
      while place > 0 {
        if UnicodeData.combiningClass(UInt32(truncatingIfNeeded: scalars[place - 1])) <= combiningClass { break }
        scalars[place] = scalars[place - 1]
        place -= 1
      }
      scalars[place] = scalar
    }
  }
}
