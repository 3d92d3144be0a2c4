package import BundleFormat
package import Common
internal import Kernels
internal import Storage

/// Takes the vectors of all chunks in order and writes them as sections of a bundle.
///
/// The codes wait in a spool file, so that memory stays bounded: four bytes a vector.
package struct VectorIndexBuilder {
  package let dimensions: Int
  /// Vectors added so far; the next one belongs to the chunk of this index.
  package private(set) var count = 0
  private let stride: Int
  private let codes: SpoolFile
  private var scales = ByteWriter()
  private var row: [UInt8]

  /// - Parameter dimensions: elements of every vector, at least 1.
  package init(dimensions: Int) throws(SystemError) {
    precondition((1...maximumDimensions).contains(dimensions), "an encoder has between 1 and 65,536 dimensions")
    self.dimensions = dimensions
    stride = DotProduct.stride(dimensions: dimensions)
    codes = try SpoolFile()
    row = [UInt8](repeating: 0, count: stride)
  }

  /// Adds the vector of the next chunk.
  ///
  /// - Parameters:
  ///   - codes: `[dimensions]` int8.
  ///   - scale: what a code of 1 stands for; finite.
  package mutating func add(codes: [Int8], scale: Float) throws(SystemError) {
    precondition(codes.count == dimensions, "all vectors have the same dimensions")
    precondition(scale.isFinite, "a scale is finite")
    for (index, code) in codes.enumerated() { row[index] = UInt8(bitPattern: code) }
    try self.codes.append(row)
    scales.append(scale)
    count += 1
  }

  /// Writes the sections of parameters, codes and scales.
  package func write(to bundle: inout BundleWriter) throws {
    var parameters = ByteWriter()
    parameters.append(VectorIndexKind.exact.rawValue)
    parameters.append(VectorMetric.dotProduct.rawValue)
    parameters.append(UInt32(dimensions))
    parameters.append(UInt32(stride))
    parameters.append(UInt64(count))
    parameters.append(UInt64(0))
    let mapped = try codes.mapped()
    try bundle.addSection(.vectorParameters) { try $0.append(parameters.bytes) }
    try bundle.addSection(.vectors, alignment: .page) { try $0.append(mapped) }
    try bundle.addSection(.vectorScales) { try $0.append(scales.bytes) }
  }
}
