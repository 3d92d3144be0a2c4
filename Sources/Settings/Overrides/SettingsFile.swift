package import Common

extension FieldTable {
  /// Settings from a file, the environment and the command line: what stands further right wins.
  ///
  /// - Parameters:
  ///   - path: of a YAML file; `nil` for none.
  ///   - overrides: in the order of their strength.
  ///   - noun: what the file is, for messages.
  /// - Returns: the settings; `nil` beside diagnostics of severity error. All that is wrong is in the diagnostics.
  package func settings(
    path: String?, overrides: [SettingOverride], defaults: Root, noun: String
  ) -> (settings: Root?, diagnostics: [Diagnostic]) {
    var root = YAMLNode(content: .mapping([]), line: 1, column: 1)
    var problems: [Diagnostic] = []
    if let path {
      switch readText(path, noun: noun) {
      case .success(let bytes):
        let read = YAMLReader.read(bytes, file: path)
        problems = read.diagnostics
        if problems.hasErrors { return (nil, problems) }
        root = read.root ?? root
      case .failure(let failure): return (nil, [failure.diagnostic])
      }
    }
    let (node, overrideProblems) = root.applying(overrides)
    problems += overrideProblems
    var settings = defaults
    var context = DecodingContext(file: path ?? noun)
    let isComplete = decode(node, into: &settings, &context)
    let diagnostics = context.sorted(with: problems)
    return (isComplete && !diagnostics.hasErrors ? settings : nil, diagnostics)
  }
}
