internal import CKernels

/// Similarities of one float vector to many int8 vectors: the inner loop of the exact vector search.
package enum DotProduct {
  /// Rows are padded with zeros to a multiple of this many elements.
  package static let laneCount = 16

  /// Elements of a padded row of `dimensions`.
  package static func stride(dimensions: Int) -> Int { (dimensions + laneCount - 1) / laneCount * laneCount }

  /// Writes `scales[r] · (query · codes[r])` for every row r to the first elements of `scores`.
  ///
  /// The sum is defined over 16 lanes of fused multiply-add with a fixed reduction, so that every instruction set gives
  /// the same bits.
  ///
  /// - Parameters:
  ///   - query: `[stride]` Float; zeros after the vector's dimensions. `stride` is a multiple of 16.
  ///   - codes: `[rows × stride]` int8, row after row.
  ///   - scales: `[rows]` Float in the byte order of the machine.
  ///   - scores: at least `[rows]` Float.
  /// - Complexity: O(rows · stride); reads the codes once, at about the speed of memory.
  package static func scores(
    query: [Float], codes: RawSpan, scales: RawSpan, into scores: inout [Float],
    instructionSet: InstructionSet = .best
  ) {
    let rows = scales.byteCount / MemoryLayout<Float>.size
    let stride = query.count
    precondition(stride % laneCount == 0, "the query is padded to a multiple of 16")
    precondition(codes.byteCount == rows * stride, "one row of codes a scale")
    precondition(scores.count >= rows, "one score a row")
    precondition(instructionSet.isSupported, "this processor runs the instruction set")
    guard rows > 0, stride > 0 else {
      for index in 0..<rows { scores[index] = 0 }
      return
    }
    unsafe codes.withUnsafeBytes { codes in
      unsafe scales.withUnsafeBytes { scales in
        unsafe scores.withUnsafeMutableBufferPointer { scores in
          unsafe query.withUnsafeBufferPointer { query in
            // All are non-empty, so none has a null base address.
            unsafe kb_dot_f32_i8(
              instructionSet.level, query.baseAddress!, codes.baseAddress!.assumingMemoryBound(to: Int8.self),
              scales.baseAddress!.assumingMemoryBound(to: Float.self), rows, stride, scores.baseAddress!)
          }
        }
      }
    }
  }

  /// As `scores(query:codes:scales:into:)`, for some rows: score i is that of row `chosen[i]`.
  ///
  /// - Complexity: O(chosen · stride); rows are fetched from memory ahead of their turn.
  package static func scores(
    query: [Float], codes: RawSpan, scales: RawSpan, of chosen: [UInt32], into scores: inout [Float],
    instructionSet: InstructionSet = .best
  ) {
    let rows = scales.byteCount / MemoryLayout<Float>.size
    let stride = query.count
    precondition(stride > 0 && stride % laneCount == 0, "the query is padded to a multiple of 16")
    precondition(codes.byteCount == rows * stride, "one row of codes a scale")
    precondition(chosen.allSatisfy { $0 < rows }, "rows that are there")
    precondition(scores.count >= chosen.count, "one score a row")
    precondition(instructionSet.isSupported, "this processor runs the instruction set")
    guard !chosen.isEmpty else { return }
    unsafe codes.withUnsafeBytes { codes in
      unsafe scales.withUnsafeBytes { scales in
        unsafe scores.withUnsafeMutableBufferPointer { scores in
          // Some row is chosen, so none is empty and has a null base address.
          unsafe kb_dot_f32_i8_chosen(
            instructionSet.level, query, codes.baseAddress!.assumingMemoryBound(to: Int8.self),
            scales.baseAddress!.assumingMemoryBound(to: Float.self), chosen, chosen.count, stride,
            scores.baseAddress!)
        }
      }
    }
  }
}
