package import Common

/// A value from the environment or the command line that takes the place of one in the file.
package struct SettingOverride: Equatable, Sendable {
  package var path: [String]
  /// YAML.
  package var text: String
  /// Where it was given, for messages: a variable's name or `--set server.listen`.
  package var origin: String

  package init(path: [String], text: String, origin: String) {
    self.path = path
    self.text = text
    self.origin = origin
  }

  /// Parses `server.listen=0.0.0.0:80` as it follows `--set`; `nil` without a name and an equals sign.
  package init?(assignment: String) {
    guard let sign = assignment.firstIndex(of: "="), sign > assignment.startIndex else { return nil }
    let name = String(assignment[..<sign])
    self.init(
      path: name.split(separator: ".", omittingEmptySubsequences: false).map(String.init),
      text: String(assignment[assignment.index(after: sign)...]), origin: "--set \(name)")
  }

  /// The settings that the environment gives; variables that name none are not ours.
  package static func environment(
    _ variables: [String: String], prefix: String, settings: [SettingDescription]
  ) -> [SettingOverride] {
    settings.compactMap { setting in
      let name = setting.variable(prefix: prefix)
      return variables[name].map { SettingOverride(path: setting.path, text: $0, origin: name) }
    }
  }
}

extension YAMLNode {
  /// This mapping with the values of `overrides`, the last of equal paths winning.
  ///
  /// - Returns: the mapping, and what is no YAML among the values.
  package func applying(_ overrides: [SettingOverride]) -> (node: YAMLNode, diagnostics: [Diagnostic]) {
    var node = self
    var diagnostics: [Diagnostic] = []
    for override in overrides {
      let value: YAMLNode
      // A list or a mapping is YAML; everything else is taken as it is, so that `#` and `:` need no quotes.
      if let first = override.text.utf8.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
        let (root, problems) = YAMLReader.read(Array(override.text.utf8), file: override.origin)
        diagnostics += problems
        guard let root else { continue }
        value = root.moved(to: override.origin)
      } else {
        value = YAMLNode(content: .scalar(override.text, isPlain: true), line: 1, column: 1, origin: override.origin)
      }
      node.set(override.path[...], value, origin: override.origin)
    }
    return (node, diagnostics)
  }

  private func moved(to origin: String) -> YAMLNode {
    var node = self
    node.origin = origin
    switch content {
    case .scalar: break
    case .sequence(let nodes): node.content = .sequence(nodes.map { $0.moved(to: origin) })
    case .mapping(let entries):
      node.content = .mapping(
        entries.map {
          Entry(key: $0.key, keyNode: $0.keyNode.moved(to: origin), value: $0.value.moved(to: origin))
        })
    }
    return node
  }

  private mutating func set(_ path: ArraySlice<String>, _ value: YAMLNode, origin: String) {
    guard let name = path.first else {
      self = value
      return
    }
    var entries: [Entry] = []
    if case .mapping(let own) = content { entries = own }
    let keyNode = YAMLNode(content: .scalar(name, isPlain: true), line: 1, column: 1, origin: origin)
    let index: Int
    if let known = entries.firstIndex(where: { $0.key == name }) {
      index = known
    } else {
      index = entries.count
      let empty = YAMLNode(content: .mapping([]), line: 1, column: 1, origin: origin)
      entries.append(Entry(key: name, keyNode: keyNode, value: empty))
    }
    entries[index].value.set(path.dropFirst(), value, origin: origin)
    content = .mapping(entries)
  }
}
