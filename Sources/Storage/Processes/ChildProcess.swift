package import Common
internal import Glibc
internal import Synchronization

/// A program that runs beside this one and is spoken to over its standard input and output.
///
/// It has a process group of its own, so that Ctrl-C at the terminal does not end it, the default signals, nothing open but its
/// three streams (standard error goes nowhere) and only the environment that is given. It ends with this value.
package final class ChildProcess: Sendable {
  /// Held while pipes are open that no other child may inherit.
  private static let starting = Mutex(())

  private let id: pid_t
  private let input: Int32
  private let output: Int32

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - arguments: the program, looked up along `PATH` unless it has a slash, and its arguments.
  ///   - environment: `NAME=value` each.
  /// - Throws: `processFailed` where there is no such program or it cannot be run.
  package init(_ arguments: [String], environment: [String]) throws(SystemError) {
    let name = arguments.first ?? ""
    guard !name.isEmpty else { throw SystemError(.invalidArgument, "name a program to start") }
    let started = Self.starting.withLock { _ in Self.start(name, arguments, environment) }
    (id, input, output) = try started.get()
  }

  private static func start(
    _ name: String, _ arguments: [String], _ environment: [String]
  ) -> Result<(id: pid_t, input: Int32, output: Int32), SystemError> {
    var ends: [Int32] = []
    for _ in 0..<2 {
      var pair: [Int32] = [0, 0]
      guard unsafe pipe(&pair) == 0 else {
        let code = errno
        for end in ends { close(end) }
        return .failure(SystemError(errno: code, "make a pipe", place: name))
      }
      for end in pair { _ = unsafe fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends += pair
    }
    var actions = posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[3], STDOUT_FILENO)
    unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    let argumentPointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let environmentPointers = unsafe environment.map { unsafe strdup($0) } + [nil]
    var id: pid_t = 0
    let code = unsafe posix_spawnp(&id, name, &actions, &attributes, argumentPointers, environmentPointers)
    for pointer in unsafe argumentPointers + environmentPointers { unsafe free(pointer) }
    unsafe posix_spawn_file_actions_destroy(&actions)
    unsafe posix_spawnattr_destroy(&attributes)
    close(ends[0])
    close(ends[3])
    guard code == 0 else {
      close(ends[1])
      close(ends[2])
      return .failure(
        SystemError(
          .processFailed, "cannot be started", place: name, cause: unsafe String(cString: strerror(code))))
    }
    return .success((id, ends[1], ends[2]))
  }

  deinit {
    close(input)
    close(output)
    end(SIGKILL)
    var status: Int32 = 0
    while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
  }

  /// Writes all of `bytes`; waits where the program does not read.
  ///
  /// - Throws: when the program has closed its input.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let rest = bytes[done...]
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(input, $0.baseAddress, $0.count) }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw SystemError(errno: errno, "write", place: "a program's input")
      }
    }
  }

  /// The next bytes of its output; waits for some. Empty at the end.
  package func read(atMost limit: Int = 64 << 10) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      var read = 0
      repeat { read = unsafe Glibc.read(output, buffer.baseAddress, limit) } while read < 0 && errno == EINTR
      count = max(read, 0)
    }
  }

  /// Asks the program, and what it has started, to end; `read` then comes to its end.
  package func terminate() { end(SIGTERM) }

  private func end(_ signal: Int32) { kill(-id, signal) }
}
