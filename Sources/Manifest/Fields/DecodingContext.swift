internal import Common

/// Collects what is wrong while a file is decoded, and knows where in the file it is.
struct DecodingContext {
  let file: String
  private(set) var diagnostics: [Diagnostic] = []
  /// The keys above the value that is being decoded: `chunking`, `size`.
  private var path: [String] = []

  init(file: String) {
    self.file = file
  }

  /// What was found and `others`, in the order of the places in the file.
  func sorted(with others: [Diagnostic]) -> [Diagnostic] {
    let all = others + diagnostics
    let order = all.indices.sorted { left, right in
      switch (all[left].location, all[right].location) {
      case (let a?, let b?) where a != b: a < b
      default: left < right
      }
    }
    return order.map { all[$0] }
  }

  /// The path of the current value, as messages show it: `chunking.size`.
  var key: String { path.joined(separator: ".") }

  func location(of node: YAMLNode) -> SourceLocation {
    SourceLocation(file: file, line: node.line, column: node.column)
  }

  mutating func report(_ identifier: String, at node: YAMLNode, _ reason: String, remedy: String) {
    diagnostics.append(Diagnostic(.error, identifier, at: location(of: node), reason, remedy: remedy))
  }

  mutating func reportType(_ node: YAMLNode, _ expected: String, remedy: String) {
    report("wrong-type", at: node, "`\(key)` must be \(expected), not \(node.kindInWords)", remedy: remedy)
  }

  mutating func withKey<Result>(_ name: String, _ body: (inout Self) -> Result) -> Result {
    path.append(name)
    defer { path.removeLast() }
    return body(&self)
  }
}
