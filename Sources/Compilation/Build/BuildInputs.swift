internal import Common
internal import Manifest

/// What a build is told: the manifest, the build spec and the files that they name.
struct BuildInputs {
  let manifest: CorpusManifest
  let spec: BuildSpec
  let sources: ExpandedSources
  /// Of all of them; the build has something to do although some may be errors.
  let diagnostics: [Diagnostic]

  /// - Throws: `DiagnosticsError` when manifest or spec cannot be used.
  init(_ options: Compiler.Options) throws {
    let (manifest, manifestProblems) = CorpusManifest.load(path: options.manifest)
    let (spec, specProblems) = options.spec.map { BuildSpec.load(path: $0) } ?? (BuildSpec(), [])
    let problems = manifestProblems + specProblems
    guard let manifest, let spec, !problems.hasErrors else { throw DiagnosticsError(problems) }
    let (sources, missing) = SourceExpansion.expand(manifest, at: options.manifest, isLocked: options.isLocked)
    self.manifest = manifest
    self.spec = spec
    self.sources = sources
    diagnostics = problems + missing
  }
}
