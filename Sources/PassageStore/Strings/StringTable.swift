internal import BundleFormat
internal import Storage

/// Reads the strings section; every place and length is checked against its end.
struct StringTable: Sendable {
  private let bundle: BundleReader
  private let bytes: MappedBytes

  init(bundle: BundleReader) throws(BundleError) {
    self.bundle = bundle
    bytes = try bundle.section(.strings)
  }

  func string(at place: UInt64) throws(BundleError) -> String {
    var position = try start(place)
    return try string(&position)
  }

  /// `nil` for place 0.
  func optionalString(at place: UInt64) throws(BundleError) -> String? {
    place == 0 ? nil : try string(at: place)
  }

  func list(at place: UInt64) throws(BundleError) -> [String] {
    var position = try start(place)
    let count = try number(&position)
    // Each string has at least one byte, so a count that lies is found before memory is taken for it.
    guard count <= bytes.count - position else {
      throw malformed(position, "at most \(bytes.count) strings", "\(count)")
    }
    var list: [String] = []
    for _ in 0..<count { list.append(try string(&position)) }
    return list
  }

  private func start(_ place: UInt64) throws(BundleError) -> Int {
    guard place < UInt64(bytes.count) else { throw malformed(0, "a place below \(bytes.count)", "\(place)") }
    return Int(place)
  }

  private func string(_ position: inout Int) throws(BundleError) -> String {
    let count = try number(&position)
    guard count <= bytes.count - position else {
      throw malformed(position, "at most \(bytes.count - position) bytes", "\(count)")
    }
    let range = position..<(position + count)
    try bundle.check(.strings, range)
    guard let text = String(validating: bytes.array(range), as: UTF8.self) else {
      throw malformed(position, "UTF-8", "other bytes")
    }
    position += count
    return text
  }

  /// LEB128, at most 63 bits.
  private func number(_ position: inout Int) throws(BundleError) -> Int {
    let start = position
    try bundle.check(.strings, start..<min(start + 9, bytes.count))
    var value: UInt64 = 0
    for index in 0..<9 {
      guard position < bytes.count else { break }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte & 0x80 == 0 { return Int(value) }
    }
    throw malformed(start, "a number", "bytes that do not end one")
  }

  private func malformed(_ position: Int, _ expected: String, _ got: String) -> BundleError {
    .malformedSection(.strings, field: "byte \(position)", expected: expected, got: got)
  }
}
