internal import BundleFormat
internal import Common
internal import Compression
internal import Manifest

/// Names finished work by everything that it depends on, so that work with the same name is the same work.
///
/// What a document becomes depends on its source, on what the manifest says of it, on the options of extraction and
/// chunking, on the model's tokenizer, on the libraries that read it and on the programs themselves. Passwords reach no
/// digest: documents that have some are not cached, see `ProtectedDocuments`.
struct CacheKeys: Sendable {
  /// What all documents of a build depend on.
  private let preparation: Digest
  /// What all vectors of a build depend on.
  private let encoding: Digest
  /// What the bundle depends on besides its sources.
  private let build: Digest

  /// - Parameters:
  ///   - programs: the digests of the compiler and its worker.
  ///   - libraries: what takes part in reading documents.
  init(
    programs: [Digest], libraries: [LibraryVersion], inputs: BuildInputs, encoder: EncoderIdentity
  ) {
    let (manifest, spec) = (inputs.manifest, inputs.spec)
    var common = ByteWriter()
    for digest in programs { common.append(contentsOf: digest.bytes) }
    common.append(contentsOf: encoder.record.digest.bytes)
    common.appendVariable(encoder.maximumTokens)

    var encoding = common
    encoding.append(string: "vector")
    self.encoding = Digest(hashing: encoding.bytes)

    var preparation = common
    preparation.append(string: "document")
    preparation.append(strings: libraries.flatMap { [$0.name, $0.version] })
    preparation.append(optional: manifest.language)
    let options = spec.resolved
    for name in ["extraction", "chunking"] { (options[name] ?? .null).writeCanonical(to: &preparation) }
    preparation.append(string: spec.encoder.prefix)
    self.preparation = Digest(hashing: preparation.bytes)

    var build = preparation
    build.append(string: "build")
    build.append(ZstdLibrary.versionNumber)
    build.append(string: encoder.record.name)
    manifest.writeCanonical(to: &build)
    spec.writeCanonical(to: &build)
    build.append(contentsOf: inputs.trained?.digest.bytes ?? [])
    self.build = Digest(hashing: build.bytes)
  }

  /// The prepared document of a file; `nil` when it is not to be cached.
  func document(_ item: SourceItem, source: Digest) -> Digest? {
    guard item.passwords.isEmpty else { return nil }
    var writer = start(preparation, "file")
    writer.append(contentsOf: source.bytes)
    append(item, to: &writer)
    return Digest(hashing: writer.bytes)
  }

  /// The prepared document of a pinned page.
  func document(_ page: PinnedPage) -> Digest {
    var writer = start(preparation, "page")
    append(page, to: &writer)
    return Digest(hashing: writer.bytes)
  }

  /// The prepared document of a record.
  func document(_ record: Record, of file: RecordFile) -> Digest {
    var writer = start(preparation, "record")
    append(file.item, to: &writer)
    writer.append(string: record.id)
    writer.append(optional: record.title)
    writer.append(string: record.text)
    writer.append(optional: record.url)
    writer.append(strings: record.tags)
    writer.append(strings: record.metadata.flatMap { [$0.key, $0.value] })
    return Digest(hashing: writer.bytes)
  }

  /// The vector of an encoder input.
  func vector(_ input: [UInt8]) -> Digest {
    var writer = start(encoding, "")
    writer.append(contentsOf: input)
    return Digest(hashing: writer.bytes)
  }

  /// What came of compiling `sources` into the file at `output`, but for passwords; `nil` when a source cannot be read.
  func build(_ sources: ExpandedSources, output: String, _ files: FileDigests) -> Digest? {
    var writer = start(build, output)
    for list in [sources.files, sources.records.map(\.item), sources.questions] {
      writer.appendVariable(list.count)
      for item in list {
        guard let digest = files.digest(of: item.absolutePath) else { return nil }
        append(item, to: &writer)
        writer.append(contentsOf: digest.bytes)
      }
    }
    return appendPages(sources, to: &writer) ? Digest(hashing: writer.bytes) : nil
  }

  /// The same by what the files look like; `nil` when a page is not there.
  func build(_ sources: ExpandedSources, output: String, _ stamps: FileStamps) -> Digest? {
    var writer = start(build, output)
    writer.append(string: "stamps")
    for list in [sources.files, sources.records.map(\.item), sources.questions] {
      writer.appendVariable(list.count)
      for item in list { append(item, to: &writer) }
    }
    stamps.append(to: &writer)
    return appendPages(sources, to: &writer) ? Digest(hashing: writer.bytes) : nil
  }

  /// - Returns: false when the body of a page is not there.
  private func appendPages(_ sources: ExpandedSources, to writer: inout ByteWriter) -> Bool {
    for page in sources.pages {
      guard page.store.contains(page.digest) else { return false }
      append(page, to: &writer)
    }
    return true
  }

  private func start(_ digest: Digest, _ text: String) -> ByteWriter {
    var writer = ByteWriter()
    writer.append(contentsOf: digest.bytes)
    writer.append(string: text)
    return writer
  }

  private func append(_ item: SourceItem, to writer: inout ByteWriter) {
    writer.append(string: item.displayPath)
    writer.append(strings: item.metadata.flatMap { [$0.key, $0.value] })
    writer.append(strings: item.tags)
  }

  private func append(_ page: PinnedPage, to writer: inout ByteWriter) {
    writer.append(string: page.url)
    writer.append(optional: page.finalURL)
    writer.append(optional: page.contentType)
    writer.append(string: page.fetched)
    writer.append(contentsOf: page.digest.bytes)
    writer.append(strings: page.metadata.flatMap { [$0.key, $0.value] })
    writer.append(strings: page.tags)
  }
}
