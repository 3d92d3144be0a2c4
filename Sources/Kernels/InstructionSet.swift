internal import CKernels

/// A level of the kernels' code. All levels give the same bits; they differ in speed only.
package enum InstructionSet: String, CaseIterable, Sendable {
  /// Portable C: the definition that the other levels are held to.
  case scalar
  /// AVX2 and FMA (x86-64 since 2013).
  case avx2
  /// AVX-512 with VNNI (x86-64 servers since 2019).
  case avx512
  /// 64-bit ARM.
  case neon

  /// Whether this processor runs the level.
  package var isSupported: Bool { kb_supports(level) }

  /// The fastest level that this processor runs.
  package static let best: InstructionSet = {
    let level = kb_best_level()
    return allCases.first { $0.level == level } ?? .scalar
  }()

  /// Every level that this processor runs, scalar first.
  package static var supported: [InstructionSet] { allCases.filter(\.isSupported) }

  /// The level's number in C.
  var level: Int32 {
    switch self {
    case .scalar: Int32(KB_SCALAR)
    case .avx2: Int32(KB_AVX2)
    case .avx512: Int32(KB_AVX512)
    case .neon: Int32(KB_NEON)
    }
  }
}

/// The processors of this machine.
package enum Processors {
  /// Processors that this process may run on, at least 1: how many threads are worth starting.
  package static var count: Int { Int(kb_processors()) }
}
