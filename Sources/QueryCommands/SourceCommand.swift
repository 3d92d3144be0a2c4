package import ArgumentParser
internal import BundleFormat
internal import Common
internal import PassageStore
internal import Storage
internal import Terminal

/// `kbq source`: a file or page that a bundle was made from, byte for byte.
package struct SourceCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "source", abstract: "Write a source that a bundle holds, as it was read.",
    discussion: "A bundle holds its sources when its build spec says `bundle: { sources: true }`.")

  @Argument(help: "The bundle.")
  var bundle: String

  @Argument(help: "The document: its number, or its source as `kbq inspect` shows it.")
  var document: String

  @Option(
    name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("Where the source goes.", valueName: "file"))
  var path: String?

  @OptionGroup var output: OutputOptions

  package init() {}

  package func validate() throws {
    guard !output.isJSON || path != nil else { throw ValidationError("--json needs --output for the source") }
  }

  package func run() throws {
    let store = try PassageStore(bundle: BundleReader(path: bundle))
    guard store.hasSources else {
      throw problem(
        "no-sources", "the bundle does not hold its sources", "build it with `bundle: { sources: true }` in the spec")
    }
    let found = try found(in: store)
    guard let bytes = try store.source(of: found.id) else {
      throw problem(
        "no-source", "\(found.record.source) is a row of a larger file, which no bundle holds",
        "read its text with `kbq search`, or its file where the corpus is")
    }
    guard let path else {
      if StandardStream.output.isTerminal, bytes.contains(0) {
        throw problem("binary-source", "\(found.record.source) is not text", "name a file with --output")
      }
      return try StandardStream.output.write(bytes)
    }
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
    guard output.isJSON else { return }
    try StandardStream.output.write(
      JSONValue.object([
        .init("document", .integer(found.id.index)), .init("source", .string(found.record.source)),
        .init("format", .string(found.record.format)), .init("bytes", .integer(bytes.count)),
        .init("sha256", .string("\(found.record.sourceDigest)")), .init("file", .string(path)),
      ]))
  }

  private func found(in store: PassageStore) throws -> StoredDocument {
    if let number = Int(document), (0..<store.documentCount).contains(number) {
      return try store.document(DocumentID(number))
    }
    for index in 0..<store.documentCount {
      let candidate = try store.document(DocumentID(index))
      if candidate.record.source == document { return candidate }
    }
    throw problem(
      "unknown-document", "the bundle has no document \(document) among its \(store.documentCount)",
      "see `kbq inspect \(bundle) --documents \(store.documentCount)`")
  }

  private func problem(_ identifier: String, _ reason: String, _ remedy: String) -> DiagnosticsError {
    DiagnosticsError([Diagnostic(.error, identifier, at: SourceLocation(file: bundle), reason, remedy: remedy)])
  }
}
