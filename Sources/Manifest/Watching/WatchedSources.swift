internal import Common
internal import Storage

/// Where the files of a corpus may be, also those that are not there yet.
///
/// A value: `folders` looks at the file system each time, as folders come and go.
package struct WatchedSources: Sendable {
  /// A folder that a pattern searches, and what the pattern wants in it.
  private struct Root: Sendable {
    /// Relative to the manifest, as patterns have it.
    var base: String
    /// Empty for a single file.
    var rest: [Glob.Part]
  }

  private let folder: String
  private let globs: [Glob]
  private let roots: [Root]

  /// The sources of `manifest`, which lies in `folder`.
  package init(_ manifest: CorpusManifest, in folder: String) {
    self.folder = folder
    var patterns: [Located<String>] = []
    for source in manifest.sources {
      switch source.content {
      case .files(let files): patterns += files.patterns
      case .records(let records): patterns += records.patterns
      case .questions(let questions): patterns += questions.patterns
      // Their pages are as the lock says.
      case .web: break
      }
    }
    globs = patterns.compactMap { try? Glob($0.value) }
    var roots: [Root] = []
    for glob in globs {
      for alternative in glob.alternatives {
        var (literal, rest) = alternative.split
        if rest.isEmpty { literal = literal.dropLast() }
        roots.append(Root(base: (glob.isAbsolute ? "/" : "") + literal.joined(separator: "/"), rest: rest))
      }
    }
    self.roots = roots
  }

  /// The folders that are there and in which files may appear or change, by a path that can be opened, each with all
  /// that the manifest calls it.
  package func folders() -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    for root in roots {
      var base = root.base
      // What is not there is waited for in the next folder above it.
      while !isFolder(PatternSearch.absolute(base, in: folder)), !base.isEmpty, base != "/" {
        let parent = base.split(separator: "/").dropLast().joined(separator: "/")
        base = (base.hasPrefix("/") ? "/" : "") + parent
      }
      let path = PatternSearch.absolute(base, in: folder)
      found[path, default: []].insert(base)
      guard base == root.base, !root.rest.isEmpty else { continue }
      for relative in Self.subfolders(of: path, root.rest) {
        found[path + "/" + relative, default: []].insert(Self.joined(base, relative))
      }
    }
    return found
  }

  private static func subfolders(of path: String, _ pattern: [Glob.Part]) -> [String] {
    var found: [String] = []
    do throws(SystemError) {
      _ = try FileListing(of: path) { relative in
        guard Glob.mayMatch(pattern, below: relative) else { return false }
        found.append(relative)
        return true
      }
    } catch {
      // A folder that cannot be read has no folders to watch; the build says what is wrong with it.
      return []
    }
    return found
  }

  /// Whether a file that the manifest would call `path` may be a source.
  package func concerns(_ path: String) -> Bool { globs.contains { $0.matches(path) } }

  /// Whether there may be sources below a folder that the manifest would call `path`, or on the way to one.
  package func mayContain(_ path: String) -> Bool {
    roots.contains { root in
      if root.base == path || root.base.hasPrefix(path + "/") { return true }
      let prefix = root.base.isEmpty || root.base == "/" ? root.base : root.base + "/"
      return path.hasPrefix(prefix) && Glob.mayMatch(root.rest, below: String(path.dropFirst(prefix.count)))
    }
  }

  /// What the manifest calls the entry `name` of a folder that it calls `folder`.
  package static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty || folder == "/" ? folder + name : folder + "/" + name
  }
}
