package import Common
internal import Storage

extension TrainedParts {
  /// Bytes of a file at most.
  private static let maximumSize = 64 << 20

  /// Reads the file at `path`. What is wrong with it is an error: a build without it would give other bytes.
  ///
  /// - Returns: no parts when there is no file, which is no problem, or when it cannot be used.
  package static func load(path: String) -> (parts: TrainedParts?, diagnostics: [Diagnostic]) {
    func refused(_ identifier: String, _ reason: String) -> (TrainedParts?, [Diagnostic]) {
      let diagnostic = Diagnostic(
        .error, identifier, at: SourceLocation(file: path), reason,
        remedy: "restore it from version control, or run `kbc train`; without the file each build trains its own parts")
      return (nil, [diagnostic])
    }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try readFile(path, limit: maximumSize)
    } catch {
      if error.code == .notFound { return (nil, []) }
      return refused("trained-parts-unreadable", "the trained parts cannot be read (\(error.cause ?? error.message))")
    }
    do throws(TrainedPartsError) {
      return (try TrainedParts(decoding: bytes), [])
    } catch {
      return refused(error.identifier, error.description)
    }
  }

  /// Puts the file at `path`, whole or not at all.
  ///
  /// - Returns: false when it says the same already, and stays untouched.
  package func write(to path: String) throws(SystemError) -> Bool {
    let bytes = encoded
    if (try? readFile(path, limit: Self.maximumSize)) == bytes { return false }
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
    return true
  }
}
