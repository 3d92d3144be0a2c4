import Kernels
import Testing

@Suite struct InstructionSetTests {
  @Test func `Scalar code runs everywhere and the best level is supported`() {
    #expect(InstructionSet.scalar.isSupported)
    #expect(InstructionSet.best.isSupported)
    #expect(InstructionSet.supported.first == .scalar)
  }
}
