internal import CKernels

/// The inner loop of the encoder's matrix product alone: the speed that its linear layers can at best reach.
package enum MatrixLimit {
  /// Multiplies one tile that stays in the first-level cache, `times` times.
  ///
  /// - Parameter instructionSet: a level that this processor supports.
  /// - Returns: integer operations done, a multiplication and an addition for every product.
  package static func run(times: Int, instructionSet: InstructionSet = .best) -> Int {
    precondition(instructionSet.isSupported, "this processor runs the instruction set")
    return Int(kb_matrix_limit(instructionSet.level, Int64(times)))
  }
}

extension EncoderShape {
  /// Integer operations of the linear layers for one token, a multiplication and an addition for every product.
  package var operationsPerToken: Int { 2 * layers * (4 * width * width + 2 * width * intermediate) }
}
