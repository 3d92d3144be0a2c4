package import Common
internal import Settings
internal import Storage

extension CorpusLock {
  /// Reads the lock at `path`.
  ///
  /// - Returns: no lock when there is none, which is no problem by itself, or when it cannot be used.
  package static func load(path: String) -> (lock: CorpusLock?, diagnostics: [Diagnostic]) {
    switch readText(path, noun: "lock") {
    case .success(let bytes): return decode(bytes, file: path)
    case .failure(let failure):
      return (nil, failure.diagnostic.identifier == "missing-file" ? [] : [failure.diagnostic])
    }
  }

  /// Decodes the bytes of a lock that is called `file` in messages.
  package static func decode(_ bytes: [UInt8], file: String) -> (lock: CorpusLock?, diagnostics: [Diagnostic]) {
    var (root, problems) = YAMLReader.read(bytes, file: file)
    guard let root else {
      if !problems.hasErrors {
        problems.append(
          Diagnostic(
            .error, "empty-file", at: SourceLocation(file: file), "the lock is empty",
            remedy: "restore it from version control, or remove it and run `kbc fetch`"))
      }
      return (nil, problems)
    }
    var draft = Draft()
    var context = DecodingContext(file: file)
    let isComplete = table.decode(root, into: &draft, &context)
    let all = context.sorted(with: problems)
    return (isComplete && !all.hasErrors ? CorpusLock(sources: draft.sources) : nil, all)
  }

  struct Draft: Sendable {
    var version = 0
    var sources: [LockedSource] = []
  }

  static let table = FieldTable<Draft>(
    "The pinned pages of a corpus",
    [
      Field(
        "almanac-lock", \.version, .lockVersion, "the version of the lock's language, \(languageVersion)",
        isRequired: true),
      Field("sources", \.sources, .list(LockedSource.format), "the web sources that were fetched", isRequired: true),
    ])
}

extension LockedSource {
  private static let blank = Self(addresses: [], settings: Digest(hashing: []))

  static let format = FieldTable<LockedSource>(
    "The pages of one web source",
    [
      Field(
        "addresses", \.addresses, .list(.nonEmptyText, minimum: 1), "its start addresses and site maps",
        isRequired: true),
      Field("settings", \.settings, .digest, "a digest of its settings", isRequired: true),
      Field("pages", \.pages, .list(LockedPage.format), "its pages", isRequired: true),
    ]
  ).format(defaults: blank)
}

extension LockedPage {
  private static let blank = Self(url: "", fetched: "", size: 0, digest: Digest(hashing: []))

  static let format = FieldTable<LockedPage>(
    "One pinned page",
    [
      Field("url", \.url, .address, "the address that was asked for", isRequired: true),
      Field(optional: "final-url", \.finalURL, .address, "where redirects led"),
      Field("status", \.status, .integer(200...299), "the status of the response", isRequired: true),
      Field(optional: "content-type", \.contentType, .nonEmptyText, "the header Content-Type"),
      Field(optional: "etag", \.etag, .nonEmptyText, "the header ETag"),
      Field(optional: "last-modified", \.lastModified, .nonEmptyText, "the header Last-Modified"),
      Field(optional: "robots", \.robots, .nonEmptyText, "what the header X-Robots-Tag asks for"),
      Field("fetched", \.fetched, .timestamp, "when the body came in, UTC", isRequired: true),
      Field("size", \.size, .integer(0...(1 << 40)), "bytes of the body", isRequired: true),
      Field("sha256", \.digest, .digest, "the SHA-256 of the body", isRequired: true),
    ]
  ).format(defaults: blank).map(
    { page, node, context in
      var page = page
      page.location = context.location(of: node)
      return page
    }, { $0 })
}

extension ValueFormat where Value == Int {
  static let lockVersion = ValueFormat(
    schema: ["const": .integer(CorpusLock.languageVersion)],
    decode: { node, context in
      if node.integer == CorpusLock.languageVersion { return CorpusLock.languageVersion }
      context.report(
        "unsupported-version", at: node, "the lock is not in version \(CorpusLock.languageVersion) of the language",
        remedy: "use the version of kbc that wrote it, or remove it and run `kbc fetch`")
      return nil
    },
    represent: { .integer($0) })
}

extension ValueFormat where Value == Digest {
  /// 64 hexadecimal digits.
  static let digest = ValueFormat<String>.text(
    pattern: "^[0-9a-f]{64}$", "a SHA-256 digest of 64 hexadecimal digits", remedy: "restore the line"
  ) { Digest(hex: $0) != nil }.map({ text, _, _ in Digest(hex: text) }, { $0.hex })
}

extension ValueFormat where Value == String {
  /// `2026-11-24T05:52:23Z`.
  static let timestamp = ValueFormat.text(
    pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", "a time in UTC",
    remedy: "write for example `2026-11-24T05:52:23Z`"
  ) { text in
    text.utf8.count == 20
      && zip(text.utf8, "0000-00-00T00:00:00Z".utf8).allSatisfy { byte, shape in
        shape == UInt8(ascii: "0") ? (48...57).contains(byte) : byte == shape
      }
  }
}
