internal import Common

/// NumPy's array format 1.0, for matrices of float32.
package enum NumPyFile {
  /// The bytes that stand before the numbers of a `[rows × columns]` matrix in row order.
  ///
  /// The magic string, the version, the length of the description, and the description padded with spaces to a multiple
  /// of 64 bytes and ended by a line feed (numpy.lib.format).
  package static func header(rows: Int, columns: Int) -> [UInt8] {
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    while (10 + text.utf8.count + 1) % 64 != 0 { text += " " }
    text += "\n"
    var writer = ByteWriter()
    writer.append(contentsOf: [0x93] + Array("NUMPY".utf8) + [1, 0])
    writer.append(UInt16(text.utf8.count))
    writer.append(contentsOf: text.utf8)
    return writer.bytes
  }

  /// The numbers, little-endian.
  package static func body(_ numbers: [Float]) -> [UInt8] {
    var writer = ByteWriter()
    for number in numbers { writer.append(number) }
    return writer.bytes
  }
}
