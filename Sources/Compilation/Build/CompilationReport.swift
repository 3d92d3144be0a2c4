package import BundleFormat
package import Common

/// What came of a build.
package struct CompilationReport: Sendable {
  /// The bundle; `nil` when errors kept it from being written.
  package var bundle: BundleSummary?
  package var counts = BuildRecord.Counts()
  /// In a fixed order: manifest and spec, then documents in order, then records files and questions.
  package var diagnostics: [Diagnostic]
  /// Wall time of each stage in seconds, in the order in which they ran.
  package var stages: [(name: String, seconds: Double)] = []

  package init(diagnostics: [Diagnostic] = []) { self.diagnostics = diagnostics }

  /// Runs a stage and notes how long it took; the clock is for the reader and reaches no file.
  mutating func time<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    defer {
      let elapsed = (clock.now - start).components
      stages.append((name, Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18))
    }
    return try body()
  }
}
