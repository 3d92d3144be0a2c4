internal import CUTF8Proc

/// The canonical decomposition of one scalar value: at most four scalar values.
struct CanonicalDecomposition {
  private(set) var count = 0
  private var scalars: InlineArray<8, UInt32> = .init(repeating: 0)

  /// Decomposes fully, Hangul syllables included; a scalar value without a decomposition gives itself.
  init(_ scalar: UInt32) {
    var buffer = InlineArray<8, Int32>(repeating: 0)
    var boundary: Int32 = 0
    var span = buffer.mutableSpan
    let found = unsafe span.withUnsafeMutableBufferPointer { target in
      unsafe utf8proc_decompose_char(
        Int32(truncatingIfNeeded: scalar), target.baseAddress, target.count, UTF8PROC_DECOMPOSE, &boundary)
    }
    guard found > 0, found <= 8 else {
      scalars[0] = scalar
      count = 1
      return
    }
    for index in 0..<found { scalars[index] = UInt32(truncatingIfNeeded: buffer[index]) }
    count = found
  }

  subscript(index: Int) -> UInt32 { scalars[index] }
}

/// Properties of scalar values, from utf8proc's tables.
enum UnicodeData {
  /// True when the canonical decomposition of `scalar` is another sequence.
  @inline(__always)
  static func hasCanonicalDecomposition(_ scalar: UInt32) -> Bool {
    if scalar >= 0xAC00, scalar < 0xD7A4 { return true }
    let property = property(of: scalar)
    return property.decomp_seqindex != UInt16.max && property.decomp_type == 0
  }

  /// The canonical combining class, 0 for starters.
  @inline(__always)
  static func combiningClass(_ scalar: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: property(of: scalar).combining_class)
  }

  /// The simple lower-case mapping.
  @inline(__always)
  static func lowercase(_ scalar: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: utf8proc_tolower(Int32(truncatingIfNeeded: scalar)))
  }

  /// True when `scalar` stands for other characters in another shape: a ligature, a full-width letter.
  static func hasCompatibilityDecomposition(_ scalar: UInt32) -> Bool {
    let property = property(of: scalar)
    return property.decomp_seqindex != UInt16.max && property.decomp_type != 0
  }

  /// The full compatibility decomposition.
  static func compatibilityDecomposition(_ scalar: UInt32) -> [UInt32] {
    // The longest has 18 scalars.
    var buffer = [Int32](repeating: 0, count: 32)
    var boundary: Int32 = 0
    let options = utf8proc_option_t(rawValue: UTF8PROC_DECOMPOSE.rawValue | UTF8PROC_COMPAT.rawValue)
    let found = unsafe buffer.withUnsafeMutableBufferPointer { target in
      unsafe utf8proc_decompose_char(
        Int32(truncatingIfNeeded: scalar), target.baseAddress, target.count, options, &boundary)
    }
    guard found > 0, found <= buffer.count else { return [scalar] }
    return buffer.prefix(found).map { UInt32(truncatingIfNeeded: $0) }
  }

  /// True when `scalar` can combine with what stands before it, by canonical order or by composition.
  static func interactsWithPrevious(_ scalar: UInt32) -> Bool {
    let property = property(of: scalar)
    if property.combining_class != 0 { return true }
    // The library marks the second scalars of composing pairs with the top bit; jamo compose by arithmetic.
    if property.comb_index != UInt16.max, property.comb_index & 0x8000 != 0 { return true }
    return scalar >= 0x1161 && scalar < 0x1200
  }

  /// What kind of character `scalar` is.
  static func kind(of scalar: UInt32) -> CharacterKind {
    let category = property(of: scalar).category
    switch Int(category) {
    case 1...5: return .letter
    case 6...8: return .mark
    case 9...11: return .number
    case 12...18: return .punctuation
    case 19...22: return .symbol
    case 23...25: return .space
    default: return .other
    }
  }

  static func isUppercase(_ scalar: UInt32) -> Bool {
    let category = property(of: scalar).category
    return category == 1 || category == 3
  }

  static func isLowercase(_ scalar: UInt32) -> Bool { property(of: scalar).category == 2 }

  @inline(__always)
  private static func property(of scalar: UInt32) -> utf8proc_property_t {
    // The library has an entry for every value, out-of-range ones included, and never gives a null pointer.
    guard let entry = unsafe utf8proc_get_property(Int32(truncatingIfNeeded: scalar)) else {
      return utf8proc_property_t()
    }
    return unsafe entry.pointee
  }
}

/// The first letter of a general category, with the two that a segmenter needs told apart.
enum CharacterKind: UInt8 {
  case letter, mark, number, punctuation, symbol, space, other
}
