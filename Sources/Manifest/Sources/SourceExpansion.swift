package import Common
internal import Embedding
internal import Settings
internal import Storage

/// Turns the sources of a manifest into lists of files.
///
/// The lists depend on the names of files only, never on the order in which a folder gives them.
package struct SourceExpansion {
  private let folder: String
  /// The manifest's own name and those of the files that the compiler keeps beside it: never documents.
  private let ownFiles: [String]
  /// The bundle that is built, where it may lie among the sources.
  private let output: String?
  private let isLocked: Bool
  /// Present once a web source came by.
  private var pages: PageExpansion?
  private var sources = ExpandedSources()
  private var diagnostics: [Diagnostic] = []

  /// The files of all sources of `manifest`, which was read from `path`.
  ///
  /// A file that several sources name comes once, with the metadata and tags of all of them.
  ///
  /// - Parameters:
  ///   - output: the bundle that is built; it is no source where a pattern finds it.
  ///   - isLocked: whether any difference between the web sources and their lock is an error.
  package static func expand(
    _ manifest: CorpusManifest, at path: String, output: String? = nil, isLocked: Bool = false
  ) -> (sources: ExpandedSources, diagnostics: [Diagnostic]) {
    var expansion = SourceExpansion(path: path, output: output, isLocked: isLocked)
    for source in manifest.sources { expansion.add(source) }
    expansion.finish()
    return (expansion.sources, expansion.diagnostics)
  }

  private init(path: String, output: String?, isLocked: Bool) {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let name = String(parts.removeLast())
    let folder = parts.joined(separator: "/")
    self.folder = parts.isEmpty ? "." : folder.isEmpty ? "/" : folder
    self.output = output
    self.isLocked = isLocked
    ownFiles = [name, CorpusLock.fileName, TrainedParts.fileName, VectorArchive.fileName]
  }

  private mutating func add(_ source: Source) {
    switch source.content {
    case .files(let files):
      for path in find(files.patterns, exclude: files.exclude) where !isOwn(path.value) {
        sources.files.append(item(path, source, passwords: files.passwords))
      }
    case .records(let records):
      for path in find(records.patterns, exclude: []) {
        guard let format = records.format ?? Self.format(of: path.value) else {
          diagnostics.append(
            Diagnostic(
              .error, "unknown-format", at: path.location, "the format of the records in `\(path.value)` is not clear",
              remedy: "add `format: jsonl`, `csv` or `tsv` to the source"))
          continue
        }
        sources.records.append(RecordFile(item: item(path, source), format: format, fields: records.fields))
      }
    case .questions(let questions):
      for path in find(questions.patterns, exclude: []) { sources.questions.append(item(path, source)) }
    case .web(let web):
      var expansion = pages ?? PageExpansion(folder: folder, isLocked: isLocked)
      expansion.add(web, of: source)
      pages = expansion
    }
  }

  /// Whether a file is the manifest, one that the compiler keeps beside it, a snapshot of a page or the output.
  private func isOwn(_ path: String) -> Bool {
    let snapshots = SnapshotStore.folderName + "/"
    return ownFiles.contains(path)
      || path.hasPrefix(snapshots) && SnapshotStore.isOwnFile(String(path.dropFirst(snapshots.utf8.count)))
      || isOutput(path)
  }

  /// Both may be named in several ways, so that the files are compared where the names could be of one.
  private func isOutput(_ path: String) -> Bool {
    guard let output, path.split(separator: "/").last == output.split(separator: "/").last,
      let stamp = FileStamp(of: PatternSearch.absolute(path, in: folder))
    else { return false }
    return stamp == FileStamp(of: output)
  }

  private func item(_ path: Located<String>, _ source: Source, passwords: [Secret] = []) -> SourceItem {
    SourceItem(
      displayPath: path.value, absolutePath: PatternSearch.absolute(path.value, in: folder), metadata: source.metadata,
      tags: source.tags, passwords: passwords, location: path.location)
  }

  private static func format(of path: String) -> RecordSource.Format? {
    let name = path.lowercased()
    let formats: [(String, RecordSource.Format)] = [
      (".jsonl", .jsonl), (".ndjson", .jsonl), (".csv", .csv), (".tsv", .tsv), (".tab", .tsv),
    ]
    return formats.first { name.hasSuffix($0.0) }?.1
  }

  // MARK: Patterns

  /// The files of one source, each with the first pattern that finds it.
  private mutating func find(_ patterns: [Located<String>], exclude: [Located<String>]) -> [Located<String>] {
    let excludes = exclude.compactMap { text in (try? Glob(text.value)).map { (glob: $0, text: text, isUsed: false) } }
    var used = Array(repeating: false, count: excludes.count)
    var found: [Located<String>] = []
    var known: Set<String> = []
    for pattern in patterns {
      let search = PatternSearch(pattern, in: folder)
      diagnostics += search.diagnostics
      var kept = 0
      for path in search.paths {
        let reasons = excludes.indices.filter { Self.matches(excludes[$0].glob, path) }
        for index in reasons { used[index] = true }
        guard reasons.isEmpty else { continue }
        kept += 1
        if known.insert(path).inserted { found.append(Located(path, at: pattern.location)) }
      }
      if kept == 0, !search.diagnostics.hasErrors { reportEmpty(pattern, matched: search.paths.count) }
    }
    for (index, exclude) in excludes.enumerated() where !used[index] {
      diagnostics.append(
        Diagnostic(
          .warning, "unused-exclude", at: exclude.text.location, "`\(exclude.text.value)` excludes nothing",
          remedy: "check the pattern, or remove it"))
    }
    return found
  }

  /// Exclusions reach hidden files too, and a `**` at their start reaches any path.
  private static func matches(_ exclude: Glob, _ path: String) -> Bool {
    let isSameKind = exclude.isAbsolute == path.hasPrefix("/")
    return exclude.alternatives.contains {
      (isSameKind || $0.first == .anyDepth) && Glob.matches($0, path, hidden: true)
    }
  }

  private mutating func reportEmpty(_ pattern: Located<String>, matched: Int) {
    if matched > 0 {
      let all = matched == 1 ? "the only file that" : "all \(matched) files that"
      diagnostics.append(
        Diagnostic(
          .error, "empty-glob", at: pattern.location,
          "\(all) `\(pattern.value)` matches \(matched == 1 ? "is" : "are") excluded",
          remedy: "remove the pattern or change `exclude`"))
    } else {
      diagnostics.append(
        Diagnostic(
          .error, "empty-glob", at: pattern.location, "no file matches `\(pattern.value)`",
          remedy: "check the pattern, relative to `\(folder)`; upper and lower case differ"))
    }
  }

  // MARK: Merging

  /// Two patterns that find the same file.
  private struct Pair: Hashable {
    var first: SourceLocation?
    var second: SourceLocation?
  }

  private mutating func finish() {
    if var expansion = pages {
      sources.pages = expansion.finish()
      diagnostics += expansion.diagnostics
    }
    sources.files = merged(sources.files, \.self)
    sources.records = merged(sources.records, \.item)
    sources.questions = merged(sources.questions, \.self)
  }

  /// Sorted bytewise by path; what several sources name is merged into the first of them, with one note for each pair
  /// of places.
  private mutating func merged<Element>(
    _ elements: [Element], _ item: WritableKeyPath<Element, SourceItem>
  ) -> [Element] {
    let order = elements.indices.sorted { left, right in
      let (a, b) = (elements[left][keyPath: item].displayPath, elements[right][keyPath: item].displayPath)
      return a == b ? left < right : a.precedesBytewise(b)
    }
    var result: [Element] = []
    var doubles: [Pair: (count: Int, example: String)] = [:]
    var pairs: [Pair] = []
    for index in order {
      let next = elements[index][keyPath: item]
      guard let last = result.indices.last, result[last][keyPath: item].displayPath == next.displayPath else {
        result.append(elements[index])
        continue
      }
      let pair = Pair(first: result[last][keyPath: item].location, second: next.location)
      if doubles[pair] == nil { pairs.append(pair) }
      doubles[pair, default: (0, next.displayPath)].count += 1
      result[last][keyPath: item].merge(next)
    }
    for pair in pairs {
      guard let (count, example) = doubles[pair] else { continue }
      let subject = count == 1 ? "`\(example)` is" : "\(count) files, `\(example)` first, are"
      let place = pair.first.map { " at \($0)" } ?? ""
      diagnostics.append(
        Diagnostic(
          .note, "duplicate-source", at: pair.second, "\(subject) named by an earlier source\(place) too",
          remedy: "nothing is wrong: files are taken once, with the metadata and tags of both sources"))
    }
    return result
  }
}

extension SourceItem {
  /// Adds what another source says about the same file.
  fileprivate mutating func merge(_ other: SourceItem) {
    metadata = ValueFormat<[MetadataEntry]>.sorted(metadata + other.metadata)
    tags = ValueFormat<[String]>.sorted(tags + other.tags)
    passwords += other.passwords.filter { !passwords.contains($0) }
  }
}
