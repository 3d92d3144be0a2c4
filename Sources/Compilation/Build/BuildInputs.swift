internal import Common
internal import Manifest

/// What a build is told: the manifest, the build spec and the files that they name.
struct BuildInputs {
  let manifest: CorpusManifest
  let spec: BuildSpec
  let sources: ExpandedSources
  /// Those beside the manifest; `nil` where there are none, so that the build trains its own.
  let trained: TrainedParts?
  /// Of all of them; the build has something to do although some may be errors.
  let diagnostics: [Diagnostic]

  /// - Parameter trains: whether the trained parts are to be made, so that those that are there do not matter.
  /// - Throws: `DiagnosticsError` when manifest, spec or trained parts cannot be used.
  init(_ options: Compiler.Options, trains: Bool = false) throws {
    if let corpus = options.corpus {
      manifest = corpus.manifest
      spec = corpus.spec
      sources = corpus.sources
      trained = nil
      diagnostics = []
      return
    }
    let (manifest, manifestProblems) = CorpusManifest.load(path: options.manifest)
    let (spec, specProblems) = options.spec.map { BuildSpec.load(path: $0) } ?? (BuildSpec(), [])
    let (trained, trainedProblems) = trains ? (nil, []) : TrainedParts.load(path: options.trainedParts)
    let problems = manifestProblems + specProblems + trainedProblems
    guard let manifest, let spec, !problems.hasErrors else { throw DiagnosticsError(problems) }
    let (sources, missing) = SourceExpansion.expand(
      manifest, at: options.manifest, output: options.output, isLocked: options.isLocked)
    self.manifest = manifest
    self.spec = spec
    self.sources = sources
    self.trained = trained
    diagnostics = problems + missing
  }
}
