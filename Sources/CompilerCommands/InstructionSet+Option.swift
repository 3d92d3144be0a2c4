internal import ArgumentParser
internal import Kernels

extension InstructionSet {
  /// The level that an `--instruction-set` option names; the best one of this processor where there is none.
  static func chosen(_ name: String?) throws -> InstructionSet {
    guard let name else { return .best }
    guard let set = InstructionSet(rawValue: name) else {
      let names = InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("no instruction set is called \(name); choose one of \(names)")
    }
    guard set.isSupported else {
      let names = InstructionSet.supported.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("this processor does not run \(name); choose one of \(names)")
    }
    return set
  }
}
