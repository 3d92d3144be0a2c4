package import Common
internal import Glibc

/// The files below a folder, in bytewise order of their paths, and what was left out with the reason.
///
/// The order depends on names only: not on the folder's own order, the locale or the time.
package struct FileListing: Equatable, Sendable {
  /// What to do with symbolic links.
  package enum LinkPolicy: Sendable {
    /// Links are left out.
    case skip
    /// Links to files count as files; links to folders are left out, so that there are no cycles.
    case followToFiles
  }

  /// Why an entry is not among the files.
  package enum Reason: Equatable, Sendable {
    case link
    case brokenLink
    /// Neither a file nor a folder: a socket, a pipe, a device.
    case special
    /// The name is not UTF-8; the path shows U+FFFD in place of the bytes that are wrong.
    case nameNotUTF8
    case unreadable(SystemError)
  }

  package struct File: Equatable, Sendable {
    /// Relative to the folder that was listed, with `/` between the parts.
    package var path: String
    /// In bytes.
    package var size: Int
  }

  package struct Skipped: Equatable, Sendable {
    package var path: String
    package var reason: Reason

    package init(path: String, reason: Reason) {
      self.path = path
      self.reason = reason
    }
  }

  package private(set) var files: [File] = []
  package private(set) var skipped: [Skipped] = []

  /// Lists `folder` and everything below it.
  ///
  /// - Parameters:
  ///   - links: what to do with symbolic links below `folder`; `folder` itself may be one.
  ///   - entersFolder: asked with the relative path of each folder; false leaves it out with all below it.
  /// - Throws: when `folder` itself cannot be read; folders below that cannot be read are in `skipped`.
  package init(
    of folder: String, links: LinkPolicy = .followToFiles, entersFolder: (String) -> Bool = { _ in true }
  ) throws(SystemError) {
    // Depth first with an own stack: deep trees must not exhaust the thread's.
    var pending = [""]
    while let relative = pending.popLast() {
      let names: [[UInt8]]
      do {
        names = try Self.names(in: relative.isEmpty ? folder : folder + "/" + relative)
      } catch {
        if relative.isEmpty { throw error }
        skipped.append(Skipped(path: relative, reason: .unreadable(error)))
        continue
      }
      for name in names {
        let prefix = relative.isEmpty ? "" : relative + "/"
        guard let text = String(validating: name, as: UTF8.self) else {
          let shown = prefix + String(decoding: name, as: UTF8.self)
          skipped.append(Skipped(path: shown, reason: .nameNotUTF8))
          continue
        }
        let path = prefix + text
        switch Self.kind(of: folder + "/" + path, links: links) {
        case .file(let size): files.append(File(path: path, size: size))
        case .folder: if entersFolder(path) { pending.append(path) }
        case .other(let reason): skipped.append(Skipped(path: path, reason: reason))
        }
      }
    }
    files.sort { $0.path.precedesBytewise($1.path) }
    skipped.sort { $0.path.precedesBytewise($1.path) }
  }

  private enum Kind {
    case file(size: Int)
    case folder
    case other(Reason)
  }

  private static func kind(of path: String, links: LinkPolicy) -> Kind {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      return .other(.unreadable(SystemError(errno: errno, "read the file's properties", place: path)))
    }
    let isLink = status.st_mode & S_IFMT == S_IFLNK
    if isLink {
      if links == .skip { return .other(.link) }
      guard unsafe stat(path, &status) == 0 else { return .other(.brokenLink) }
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(size: Int(status.st_size))
    case S_IFDIR: return isLink ? .other(.link) : .folder
    default: return .other(.special)
    }
  }

  /// The names in one folder, without `.` and `..`, in no order.
  private static func names(in path: String) throws(SystemError) -> [[UInt8]] {
    guard let handle = unsafe opendir(path) else { throw SystemError(errno: errno, "list the folder", place: path) }
    defer { unsafe closedir(handle) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(handle) else {
        if errno != 0 { throw SystemError(errno: errno, "list the folder", place: path) }
        return names
      }
      // The name may be longer than the tuple that C declares, so it is read through its address, up to the zero.
      let start = unsafe UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
      let name = unsafe start.assumingMemoryBound(to: UInt8.self)
      let bytes = unsafe [UInt8](UnsafeBufferPointer(start: name, count: strlen(name)))
      if bytes != [UInt8(ascii: ".")] && bytes != Array("..".utf8) { names.append(bytes) }
    }
  }
}

extension String {
  /// Whether the UTF-8 bytes of this string come before those of `other`: a total order that knows no locale and no
  /// Unicode equivalence, unlike `<`.
  package func precedesBytewise(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
