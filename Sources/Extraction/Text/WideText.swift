/// Tells UTF-16 and UTF-32 without a byte order mark from binary data, by where the zeros are.
enum WideText {
  private static let sampleBytes = 1 << 16

  /// "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE" or `nil`.
  static func charset(of bytes: [UInt8]) -> String? {
    let sample = bytes.prefix(sampleBytes)
    if bytes.count % 4 == 0 {
      for (charset, isLittle) in [("UTF-32LE", true), ("UTF-32BE", false)] where isUTF32(sample, isLittle) {
        return charset
      }
    }
    guard bytes.count % 2 == 0 else { return nil }
    let little = ordinaryUnits(sample, isLittle: true)
    let big = ordinaryUnits(sample, isLittle: false)
    // Three in a hundred: text has spaces, line ends and letters from the low rows; noise and code have few of them.
    guard max(little, big) * 100 >= sample.count / 2 * 3, little != big, !isASCIIWithZeros(sample) else { return nil }
    let isLittle = little > big
    return hasSoundSurrogates(sample, isLittle) ? isLittle ? "UTF-16LE" : "UTF-16BE" : nil
  }

  /// Whether nearly all bytes but some zeros are ASCII text: then it is that, with zeros in it.
  private static func isASCIIWithZeros(_ sample: ArraySlice<UInt8>) -> Bool {
    var (zeros, ascii) = (0, 0)
    for byte in sample {
      switch byte {
      case 0: zeros += 1
      case 0x09, 0x0A, 0x0D, 0x20...0x7E: ascii += 1
      default: break
      }
    }
    return zeros * 4 < sample.count && ascii * 10 >= (sample.count - zeros) * 9
  }

  private static func isUTF32(_ sample: ArraySlice<UInt8>, _ isLittle: Bool) -> Bool {
    var index = sample.startIndex
    while index + 4 <= sample.endIndex {
      let unit = sample[index..<(index + 4)]
      let value = isLittle ? unit.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) } : number(unit)
      guard value != 0, Unicode.Scalar(value) != nil else { return false }
      index += 4
    }
    return !sample.isEmpty
  }

  /// Units that are ASCII text or a space of any kind.
  private static func ordinaryUnits(_ sample: ArraySlice<UInt8>, isLittle: Bool) -> Int {
    var count = 0
    forEachUnit(sample, isLittle) { unit in
      switch unit {
      case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x3000...0x3002: count += 1
      default: break
      }
    }
    return count
  }

  private static func hasSoundSurrogates(_ sample: ArraySlice<UInt8>, _ isLittle: Bool) -> Bool {
    var isHigh = false
    var isSound = true
    forEachUnit(sample, isLittle) { unit in
      let isLow = 0xDC00...0xDFFF ~= unit
      if isHigh != isLow || unit == 0 { isSound = false }
      isHigh = 0xD800...0xDBFF ~= unit
    }
    return isSound
  }

  private static func forEachUnit(_ sample: ArraySlice<UInt8>, _ isLittle: Bool, _ body: (UInt16) -> Void) {
    var index = sample.startIndex
    while index + 2 <= sample.endIndex {
      let (first, second) = (UInt16(sample[index]), UInt16(sample[index + 1]))
      body(isLittle ? second << 8 | first : first << 8 | second)
      index += 2
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }
}
