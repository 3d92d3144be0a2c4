/// The version that `kbq` tells.
enum ProgramVersion {
  static let current = "0.1.0"
}
