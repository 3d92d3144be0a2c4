package import Common

/// Reads everything that a build would read of a corpus but the documents themselves, and says what is wrong with it.
package struct CorpusCheck: Sendable {
  package private(set) var manifest: CorpusManifest?
  /// The defaults where no spec was named.
  package private(set) var spec: BuildSpec?
  package private(set) var sources = ExpandedSources()
  package private(set) var recordCount = 0
  package private(set) var questionCount = 0
  package private(set) var diagnostics: [Diagnostic] = []

  /// - Parameters:
  ///   - manifestPath: the manifest.
  ///   - specPath: the build spec, if any.
  package init(manifest manifestPath: String, spec specPath: String? = nil) {
    if let specPath {
      let (spec, problems) = BuildSpec.load(path: specPath)
      self.spec = spec
      diagnostics += problems
    } else {
      spec = BuildSpec()
    }
    let (manifest, problems) = CorpusManifest.load(path: manifestPath)
    self.manifest = manifest
    diagnostics = problems + diagnostics
    guard let manifest else { return }
    let (sources, missing) = SourceExpansion.expand(manifest, at: manifestPath)
    self.sources = sources
    diagnostics += missing
    var seen = RecordIdentifiers()
    for file in sources.records {
      var reader = RecordReader(file)
      while reader.next(&seen) != nil { recordCount += 1 }
      diagnostics += reader.diagnostics
    }
    for file in sources.questions {
      let (questions, problems) = CuratedQuestion.load(file)
      questionCount += questions.count
      diagnostics += problems
    }
  }
}
