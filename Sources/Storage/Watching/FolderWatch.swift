package import Common
internal import Glibc

/// Tells what changes in some folders, each by itself without those below it (inotify(7)).
///
/// Sees what programs of this machine do; changes that another machine makes on a network file system, and changes of
/// files behind symbolic links, are not seen. For one thread; only `alarm` may be used from others.
package final class FolderWatch {
  /// Something that happened to an entry of a watched folder.
  package struct Event: Hashable, Sendable {
    package enum Change: Hashable, Sendable {
      /// A file was made or written to, and is likely to be written to further.
      case begun
      /// A file was closed after it was written to, an entry was renamed to this name, or a folder or a link was made.
      case complete
      /// An entry was removed, or renamed to another name.
      case gone
      /// The permissions or times of an entry changed.
      case properties
    }

    /// As it was given to `watch`.
    package var folder: String
    /// U+FFFD stands for bytes that are not UTF-8.
    package var name: String
    package var isFolder: Bool
    package var change: Change

    package var path: String { folder == "/" ? "/" + name : folder + "/" + name }
  }

  /// What was seen in one wait.
  package struct Changes: Equatable, Sendable {
    package var events: [Event] = []
    /// Whether there was more than the kernel keeps, so that anything may have changed.
    package var areIncomplete = false

    package var isEmpty: Bool { events.isEmpty && !areIncomplete }
  }

  private static let interest =
    IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB | IN_ONLYDIR
  /// Room for at least 240 events of the longest name.
  private static let bufferSize = 64 << 10

  package let alarm: Alarm
  private let descriptor: Int32
  /// The watched folders by the kernel's numbers: one folder may be known by several paths.
  private var folders: [Int32: Set<String>] = [:]

  package init(alarm: Alarm) throws(SystemError) {
    descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    guard descriptor >= 0 else {
      throw SystemError(
        .inputOutput, "cannot watch folders; raise fs.inotify.max_user_instances with sysctl",
        cause: SystemError(errno: errno, "", place: nil).cause)
    }
    self.alarm = alarm
  }

  deinit { close(descriptor) }

  /// Watches `folders` from now on, and no others; those that do not exist are passed over. Of a folder that is named in
  /// several ways, each event is told with each of the names.
  ///
  /// To be called anew when a folder appeared or went: what happened in a new folder before that is not told.
  package func watch(_ folders: some Sequence<String>) throws(SystemError) {
    var watched: [Int32: Set<String>] = [:]
    for folder in folders {
      // A folder that is watched already keeps its number, whatever it is called now.
      let number = unsafe inotify_add_watch(descriptor, folder, UInt32(Self.interest))
      if number >= 0 {
        watched[number, default: []].insert(folder)
      } else if errno == ENOSPC {
        throw SystemError(
          .noSpace, "too many folders to watch; raise fs.inotify.max_user_watches with sysctl, or use --poll",
          place: folder)
      } else if ![ENOENT, ENOTDIR, EACCES, ELOOP].contains(errno) {
        throw SystemError(errno: errno, "watch the folder", place: folder)
      }
    }
    for number in self.folders.keys where watched[number] == nil { inotify_rm_watch(descriptor, number) }
    self.folders = watched
  }

  /// Waits until something happens, the alarm rings or `limit` passes; without a limit, for as long as it takes.
  package func wait(atMost limit: Duration? = nil) throws(SystemError) -> Changes {
    var descriptors = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: alarm.reading, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = limit.map { Int32(clamping: Int64((max($0, .zero) / .milliseconds(1)).rounded(.up))) } ?? -1
    if unsafe poll(&descriptors, UInt(descriptors.count), milliseconds) < 0, errno != EINTR {
      throw SystemError(errno: errno, "wait for changes", place: nil)
    }
    alarm.quiet()
    return try read()
  }

  private func read() throws(SystemError) -> Changes {
    var changes = Changes()
    while true {
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.bufferSize) { buffer, count in
        count = max(unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count), 0)
      }
      if bytes.isEmpty {
        guard [EAGAIN, EINTR].contains(errno) else { throw SystemError(errno: errno, "read changes", place: nil) }
        return changes
      }
      add(bytes, to: &changes)
    }
  }

  /// Reads `struct inotify_event`s: number, mask, cookie and length of the name, 32 bits each, and the name.
  private func add(_ bytes: [UInt8], to changes: inout Changes) {
    var offset = 0
    func word(_ index: Int) -> UInt32 {
      unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset + 4 * index, as: UInt32.self) }
    }
    while offset + 16 <= bytes.count {
      let (number, mask, length) = (Int32(bitPattern: word(0)), Int32(bitPattern: word(1)), Int(word(3)))
      let name = bytes[min(offset + 16, bytes.count)..<min(offset + 16 + length, bytes.count)].prefix { $0 != 0 }
      offset += 16 + length
      if mask & IN_Q_OVERFLOW != 0 { changes.areIncomplete = true }
      if mask & IN_IGNORED != 0 { folders[number] = nil }
      guard let known = folders[number], !name.isEmpty else { continue }
      for folder in known {
        var event = Event(
          folder: folder, name: String(decoding: name, as: UTF8.self), isFolder: mask & IN_ISDIR != 0,
          change: .complete)
        if mask & (IN_DELETE | IN_MOVED_FROM) != 0 {
          event.change = .gone
        } else if !Self.isThere(event.path) {
          // Its end is told by itself; a nameless file (O_TMPFILE), of which the kernel tells as `#<inode>`, never was one.
          continue
        } else if mask & IN_ATTRIB != 0 {
          event.change = .properties
        } else if mask & IN_MODIFY != 0 || mask & IN_CREATE != 0 && !event.isFolder && Self.isPlain(event.path) {
          event.change = .begun
        }
        if changes.events.last != event { changes.events.append(event) }
      }
    }
  }

  private static func isThere(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// Whether an entry that was just made is a file that someone is about to write to: no link of either kind.
  private static func isPlain(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_nlink < 2
  }
}
