internal import BundleFormat
package import Common

extension BundleReport {
  /// The report for `--json`; names and meanings do not change within a major version.
  package var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("path", .string(path)), .init("format", .string("\(header.version)")),
      .init("fileLength", .integer(header.fileLength)), .init("contentDigest", .string(header.contentDigest.hex)),
      .init("fileDigest", .string(header.fileDigest.hex)),
      .init("signer", signer.map { .string($0.bytes.hex) } ?? .null),
    ]
    if let record { members += Self.members(of: record) }
    if let text {
      var dictionary = JSONValue.null
      if let part = text.dictionary {
        dictionary = .object(["length": .integer(part.length), "digest": .string(part.digest.hex)])
      }
      members.append(
        .init(
          "text",
          .object([
            "zstdVersion": .string(text.zstdVersion), "level": .integer(text.level), "frames": .integer(text.frames),
            "dictionary": dictionary,
          ])))
    }
    members.append(.init("sections", .array(sections.map(Self.value(of:)))))
    if let documentCount {
      members.append(.init("documentCount", .integer(documentCount)))
      members.append(.init("documents", .array(documents.map(Self.value(of:)))))
    }
    return .object(members)
  }

  private static func members(of record: BuildRecord) -> [JSONValue.Member] {
    let counts = record.counts
    return [
      .init("name", .string(record.name)), .init("version", .string(record.version)),
      .init("language", record.language.map { .string($0) } ?? .null),
      .init("manifestDigest", .string(record.manifest.hex)),
      .init("specificationDigest", .string(record.specification.hex)),
      .init(
        "model",
        record.model.map { model in
          .object([
            "name": .string(model.name), "dimensions": .integer(model.dimensions), "digest": .string(model.digest.hex),
          ])
        } ?? .null),
      .init(
        "libraries",
        .array(
          record.libraries.map { library in
            .object(["name": .string(library.name), "version": .string(library.version)])
          })),
      .init(
        "trainedParts",
        .array(
          record.trainedParts.map { part in
            .object(["name": .string(part.name), "digest": .string(part.digest.hex)])
          })),
      .init(
        "fusion",
        .object([
          "method": .string(record.fusion.method == .zScore ? "z-score" : "reciprocal-rank"),
          "weight": .number(Double(record.fusion.weight) / 1000), "depth": .integer(record.fusion.depth),
        ])),
      .init(
        "counts",
        .object([
          "documents": .integer(counts.documents), "chunks": .integer(counts.chunks),
          "questions": .integer(counts.questions), "sourceBytes": .integer(counts.sourceBytes),
          "textBytes": .integer(counts.textBytes),
        ])),
    ]
  }

  private static func value(of entry: SectionEntry) -> JSONValue {
    .object([
      "kind": .string(entry.kind.code), "name": .string(entry.kind.description),
      "codec": .string(entry.codec?.name ?? "\(entry.codecNumber)"),
      "flags": .array(entry.flagNames.map { .string($0) }),
      "alignment": .integer(entry.alignment), "offset": .integer(entry.offset), "length": .integer(entry.length),
      "contentLength": .integer(entry.contentLength), "root": .string(entry.root.hex),
      "contentRoot": .string(entry.contentRoot.hex),
    ])
  }

  private static func value(of document: Document) -> JSONValue {
    .object([
      "source": .string(document.source), "title": .string(document.title), "format": .string(document.format),
      "chunks": .integer(document.chunks), "textLength": .integer(document.length),
      "pages": document.pages.map { .integer($0) } ?? .null,
    ])
  }
}

extension SectionEntry {
  /// The names of the flags that are set.
  var flagNames: [String] { SectionFlags.all.filter { flags.contains($0.flag) }.map(\.name) }
}
