internal import Common

/// A `ByteReader` for frames that may lie: every value is checked before it becomes part of the model.
struct CheckedReader {
  private var reader: ByteReader

  init(_ bytes: [UInt8]) { reader = ByteReader(bytes) }

  var remaining: Int { reader.remaining }

  mutating func string() throws(WorkerProtocolError) -> String {
    try value { reader throws(ByteReaderError) in try reader.readString() }
  }

  mutating func optionalString() throws(WorkerProtocolError) -> String? {
    try choice("presence", [false, true]) ? try string() : nil
  }

  mutating func integer() throws(WorkerProtocolError) -> Int {
    try value { reader throws(ByteReaderError) in try reader.readVariableInt() }
  }

  /// 0 is `nil`, any other number one less.
  mutating func optionalInteger() throws(WorkerProtocolError) -> Int? {
    let number = try integer()
    return number == 0 ? nil : number - 1
  }

  mutating func integer(_ field: String, in range: ClosedRange<Int>) throws(WorkerProtocolError) -> Int {
    let number = try integer()
    guard range.contains(number) else { throw .unknownValue(field: field, value: UInt64(number)) }
    return number
  }

  /// One of `values`, by a byte that is its index.
  mutating func choice<Value>(_ field: String, _ values: [Value]) throws(WorkerProtocolError) -> Value {
    let tag = try value { reader throws(ByteReaderError) in try reader.read(UInt8.self) }
    guard Int(tag) < values.count else { throw .unknownValue(field: field, value: UInt64(tag)) }
    return values[Int(tag)]
  }

  mutating func format() throws(WorkerProtocolError) -> DocumentFormat {
    let name = try string()
    guard let format = DocumentFormat(rawValue: name) else {
      throw .unknownValue(field: "format", value: UInt64(name.utf8.count))
    }
    return format
  }

  mutating func rest() throws(WorkerProtocolError) -> [UInt8] {
    Array(try value { reader throws(ByteReaderError) in try reader.read(count: reader.remaining) })
  }

  private mutating func value<Value>(
    _ read: (inout ByteReader) throws(ByteReaderError) -> Value
  ) throws(WorkerProtocolError) -> Value {
    do throws(ByteReaderError) { return try read(&reader) } catch { throw .bytes(error) }
  }
}

extension ByteWriter {
  mutating func append(optional string: String?) {
    append(UInt8(string == nil ? 0 : 1))
    if let string { append(string: string) }
  }

  /// Writes 0 for `nil` and one more than the number otherwise. Negative numbers count as 0.
  mutating func append(optional number: Int?) {
    appendVariable(number.map { max($0, 0) + 1 } ?? 0)
  }
}
