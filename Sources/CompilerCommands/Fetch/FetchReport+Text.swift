internal import Common
internal import Terminal
internal import WebSources

extension FetchReport {
  /// Addresses that are listed for one reason.
  private static let examples = 5

  /// The report for people: a line a source, what changed, and what was left out by reason.
  func text(isCheck: Bool) -> String {
    var lines: [String] = []
    for source in sources {
      let changes = [(source.added, "new"), (source.changed, "changed"), (source.removed, "gone")]
        .filter { !$0.0.isEmpty }.map { "\(Quantities.count($0.0.count)) \($0.1)" }
      let state = changes.isEmpty ? "nothing changed" : changes.joined(separator: ", ")
      lines.append("\(source.name.printable): \(Quantities.counted(source.pages, "page")); \(state)")
      for (reason, skipped) in source.skippedByReason {
        lines.append("  \(Quantities.counted(skipped.count, "address", "addresses")) left out: \(reason)")
        for skip in skipped.prefix(Self.examples) {
          lines.append("    \(skip.address.text.printable) (\(skip.reason.text.printable))")
        }
        if skipped.count > Self.examples {
          lines.append("    … and \(Quantities.count(skipped.count - Self.examples)) more")
        }
      }
    }
    var facts = ["\(Quantities.counted(requests, "request"))"]
    if retries > 0 { facts.append("\(Quantities.count(retries)) of them again") }
    if notModified > 0 { facts.append("\(Quantities.count(notModified)) not modified") }
    if bytes > 0 { facts.append(Quantities.bytes(bytes)) }
    if resumed > 0 { facts.append("\(Quantities.count(resumed)) answers from the fetch before, which was interrupted") }
    if !sources.isEmpty { lines.append(facts.joined(separator: ", ")) }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The report for `--json`.
  func json(manifest: String) -> JSONValue {
    func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    return .object([
      "manifest": .string(manifest),
      "sources": .array(
        sources.map { source in
          .object([
            "name": .string(source.name), "pages": .integer(source.pages), "added": list(source.added),
            "changed": list(source.changed), "removed": list(source.removed), "leftOut": .integer(source.leftOut),
            "skipped": .array(
              source.skipped.map { skip in
                .object([
                  "url": .string(skip.address.text), "reason": .string(skip.reason.identifier),
                  "detail": .string(skip.reason.text),
                ])
              }),
          ])
        }),
      "requests": .integer(requests), "retries": .integer(retries), "notModified": .integer(notModified),
      "bytes": .integer(bytes), "resumed": .integer(resumed), "diagnostics": .array(diagnostics.map(\.json)),
    ])
  }
}

extension FetchReport.SourceReport {
  /// What was left out, by reason; the reasons in bytewise order.
  fileprivate var skippedByReason: [(reason: String, skipped: [SourceCrawl.Skipped])] {
    let groups = Dictionary(grouping: skipped) { $0.reason.identifier }
    return groups.keys.sorted().map { ($0, groups[$0] ?? []) }
  }
}

extension Quantities {
  fileprivate static func counted(_ value: Int, _ noun: String, _ plural: String) -> String {
    "\(count(value)) \(value == 1 ? noun : plural)"
  }
}
