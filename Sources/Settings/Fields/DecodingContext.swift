package import Common

/// Collects what is wrong while a file is decoded, and knows where in the file it is.
package struct DecodingContext {
  package let file: String
  package private(set) var diagnostics: [Diagnostic] = []
  /// The keys above the value that is being decoded: `chunking`, `size`.
  private var path: [String] = []

  package init(file: String) {
    self.file = file
  }

  /// What was found and `others`, in the order of the places in the file.
  package func sorted(with others: [Diagnostic]) -> [Diagnostic] {
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
  package var key: String { path.joined(separator: ".") }

  package func location(of node: YAMLNode) -> SourceLocation {
    node.origin.map { SourceLocation(file: $0) } ?? SourceLocation(file: file, line: node.line, column: node.column)
  }

  package mutating func report(_ identifier: String, at node: YAMLNode, _ reason: String, remedy: String) {
    diagnostics.append(Diagnostic(.error, identifier, at: location(of: node), reason, remedy: remedy))
  }

  package mutating func reportType(_ node: YAMLNode, _ expected: String, remedy: String) {
    report("wrong-type", at: node, "`\(key)` must be \(expected), not \(node.kindInWords)", remedy: remedy)
  }

  package mutating func withKey<Result>(_ name: String, _ body: (inout Self) -> Result) -> Result {
    path.append(name)
    defer { path.removeLast() }
    return body(&self)
  }
}
