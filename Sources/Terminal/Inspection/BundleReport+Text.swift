internal import BundleFormat
internal import Common

extension BundleReport {
  /// The report for people: facts, then a table of sections, then the documents.
  package func text(style: TextStyle = .plain) -> String {
    var lines: [String] = []
    for (name, value) in facts {
      lines.append(style.dim(name.padded(to: 14)) + value.printable)
    }
    lines.append("")
    lines += Table(
      columns: [.left("section"), .left("codec"), .right("stored"), .right("content"), .left("flags")],
      rows: sections.map { entry in
        [
          entry.kind.description, entry.codec?.name ?? "\(entry.codecNumber)", Quantities.bytes(entry.length),
          Quantities.bytes(entry.contentLength), entry.flagNames.joined(separator: " "),
        ]
      }
    ).lines(style: style)
    if let documentCount, !documents.isEmpty {
      lines.append("")
      lines += Table(
        columns: [.left("document"), .left("format"), .right("chunks"), .right("text"), .left("title")],
        rows: documents.map { document in
          [
            document.source.printable, document.format, Quantities.count(document.chunks),
            Quantities.bytes(document.length), document.title.printable,
          ]
        }
      ).lines(style: style)
      let rest = documentCount - documents.count
      if rest > 0 { lines.append("… and \(Quantities.count(rest)) more (--documents \(documentCount))") }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var facts: [(name: String, value: String)] {
    var facts = [("bundle", path)]
    if let record {
      facts.append(("name", "\(record.name) \(record.version)" + (record.language.map { ", \($0)" } ?? "")))
    }
    facts.append(("format", "\(header.version), \(Quantities.bytes(header.fileLength))"))
    if let record {
      let counts = record.counts
      facts.append(
        (
          "holds",
          [
            Quantities.counted(counts.documents, "document"), Quantities.counted(counts.chunks, "chunk"),
            Quantities.counted(counts.questions, "question"), "\(Quantities.bytes(counts.textBytes)) of text",
            "from \(Quantities.bytes(counts.sourceBytes)) of sources",
          ].joined(separator: ", ")
        ))
      if let model = record.model { facts.append(("model", "\(model.name), \(model.dimensions) dimensions")) }
      if !record.libraries.isEmpty {
        facts.append(("libraries", record.libraries.map { "\($0.name) \($0.version)" }.joined(separator: ", ")))
      }
    }
    if let fusion = record?.fusion {
      let depth = "depth \(Quantities.count(fusion.depth))"
      let share = Double(fusion.weight) / 1000
      facts.append(
        ("hybrid", fusion.method == .zScore ? "z-score, weight \(share), \(depth)" : "reciprocal rank, \(depth)"))
    }
    if let text {
      let dictionary = text.dictionary.map { ", dictionary of \(Quantities.bytes($0.length))" } ?? ""
      facts.append(
        (
          "text",
          "\(Quantities.counted(text.frames, "frame")), zstd \(text.zstdVersion) level \(text.level)\(dictionary)"
        ))
    }
    facts += digests
    facts.append(("signature", signer.map { "by \($0.bytes.hex)" } ?? "none"))
    return facts
  }

  private var digests: [(String, String)] {
    var digests = [("content", header.contentDigest.hex), ("file", header.fileDigest.hex)]
    if let record {
      digests.append(("manifest", record.manifest.hex))
      digests.append(("build spec", record.specification.hex))
      if let model = record.model { digests.append(("model digest", model.digest.hex)) }
      for part in record.trainedParts { digests.append((part.name, part.digest.hex)) }
    }
    return digests
  }
}

extension String {
  /// The text with spaces behind it up to `width` characters.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 1)) }
}
