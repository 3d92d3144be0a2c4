internal import Common
internal import Storage

/// Finds the files that one pattern names.
struct PatternSearch {
  /// The manifest's folder.
  private let folder: String
  private let pattern: Located<String>
  /// Sorted bytewise, without doubles.
  private(set) var paths: [String] = []
  private(set) var diagnostics: [Diagnostic] = []

  init(_ pattern: Located<String>, in folder: String) {
    self.folder = folder
    self.pattern = pattern
    // A pattern that does not parse was reported when the manifest was decoded.
    guard let glob = try? Glob(pattern.value) else { return }
    for alternative in glob.alternatives {
      let (literal, rest) = alternative.split
      let base = (glob.isAbsolute ? "/" : "") + literal.joined(separator: "/")
      if rest.isEmpty {
        addFile(base, isOnly: glob.alternatives.count == 1)
      } else {
        addFiles(below: base, rest)
      }
    }
    var unique: [String] = []
    for path in paths.sorted(by: { $0.precedesBytewise($1) }) where path != unique.last { unique.append(path) }
    paths = unique
  }

  /// A path that can be opened for one that is relative to the manifest.
  static func absolute(_ path: String, in folder: String) -> String {
    if path.hasPrefix("/") { return path }
    if path.isEmpty { return folder }
    return folder == "." ? path : folder + "/" + path
  }

  /// A pattern without wildcards names one file.
  private mutating func addFile(_ path: String, isOnly: Bool) {
    do {
      _ = try MappedFile(path: Self.absolute(path, in: folder))
      paths.append(path)
    } catch {
      switch error.code {
      // Of several alternatives in braces it is enough that one is there.
      case .notFound where !isOnly: break
      case .notFound:
        report(
          .error, "missing-file", "the file `\(path)` does not exist", remedy: "check the path, relative to `\(folder)`"
        )
      case .invalidArgument:
        report(
          .error, "not-a-file", "`\(path)` is not a file", remedy: "write `\(path)/**` for all files of a folder")
      default:
        report(
          .error, "unreadable-file", "the file `\(path)` cannot be read (\(error.cause ?? error.message))",
          remedy: "check its permissions")
      }
    }
  }

  private mutating func addFiles(below base: String, _ rest: [Glob.Part]) {
    let listing: FileListing
    do {
      listing = try FileListing(of: Self.absolute(base, in: folder)) { Glob.mayMatch(rest, below: $0) }
    } catch {
      let name = base.isEmpty ? folder : base
      if error.code == .notFound {
        report(
          .error, "missing-folder", "the folder `\(name)` does not exist",
          remedy: "check the path, relative to `\(folder)`")
      } else {
        report(
          .error, "unreadable-folder", "the folder `\(name)` cannot be read (\(error.cause ?? error.message))",
          remedy: "check its permissions, or exclude it")
      }
      return
    }
    let prefix = base.isEmpty || base == "/" ? base : base + "/"
    for file in listing.files where Glob.matches(rest, file.path) { paths.append(prefix + file.path) }
    for skipped in listing.skipped { report(skipped, prefix: prefix, rest) }
  }

  /// Reports what was left out, where the pattern would have matched it or something below it.
  private mutating func report(_ skipped: FileListing.Skipped, prefix: String, _ rest: [Glob.Part]) {
    let path = prefix + skipped.path
    let matches = Glob.matches(rest, skipped.path)
    let mayMatchBelow = Glob.mayMatch(rest, below: skipped.path)
    switch skipped.reason {
    case .unreadable(let error) where matches || mayMatchBelow:
      report(
        .error, "unreadable-folder", "`\(path)` cannot be read (\(error.cause ?? error.message))",
        remedy: "check its permissions, or exclude it")
    case .link where matches || mayMatchBelow:
      report(
        .warning, "link-not-followed", "the symbolic link `\(path)` to a folder is not followed",
        remedy: "name the folder itself in a pattern")
    case .brokenLink where matches:
      report(
        .error, "broken-link", "the symbolic link `\(path)` leads nowhere", remedy: "repair or remove it")
    case .special where matches:
      report(.warning, "not-a-file", "`\(path)` is not a regular file", remedy: "exclude it")
    case .nameNotUTF8:
      report(
        .warning, "name-not-utf-8", "the name of `\(path)` is not UTF-8, so the file is left out",
        remedy: "rename it")
    default: break
    }
  }

  private mutating func report(
    _ severity: Diagnostic.Severity, _ identifier: String, _ reason: String, remedy: String
  ) {
    diagnostics.append(Diagnostic(severity, identifier, at: pattern.location, reason, remedy: remedy))
  }
}
