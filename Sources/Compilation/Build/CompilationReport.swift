package import BundleFormat
package import Common
internal import Manifest

/// What came of a build.
package struct CompilationReport: Sendable {
  /// The bundle; `nil` when errors kept it from being written.
  package var bundle: BundleSummary?
  /// Whether the bundle was there already, made from the same inputs, and was left as it is.
  package var isUpToDate = false
  package var counts = BuildRecord.Counts()
  /// What differs from the bundle that was there before; `nil` unless it was asked for.
  package var changes: DocumentChanges?
  /// The parts of the build that differ from that bundle's: `manifest`, `spec`, `model`, `libraries`,
  /// `dictionary`.
  package var changedSettings: [String] = []
  /// Sources that are not in the bundle, in order.
  package var skipped: [SkippedSource] = []
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

extension CompilationReport {
  /// Notes a build that was done before, whose `bundle` stays as it is.
  mutating func add(_ build: FinishedBuild, _ bundle: BundleSummary, _ spec: BuildSpec) {
    self.bundle = bundle
    isUpToDate = true
    counts = build.counts
    // A finished build had no errors: nothing else was left out.
    if spec.extraction.duplicates == .collapse {
      skipped = build.diagnostics.filter { $0.identifier == DuplicateCheck.identifier }.map(SkippedSource.init)
    }
  }
}
