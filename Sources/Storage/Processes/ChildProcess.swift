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
  /// A pipe whose first end is readable once the program is being ended: what waits for the program gives up.
  private let stop: (reader: Int32, writer: Int32)

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - arguments: the program, looked up along `PATH` unless it has a slash, and its arguments.
  ///   - environment: `NAME=value` each.
  /// - Throws: `processFailed` where there is no such program or it cannot be run.
  package init(_ arguments: [String], environment: [String]) throws(SystemError) {
    let name = arguments.first ?? ""
    guard !name.isEmpty else { throw SystemError(.invalidArgument, "name a program to start") }
    let started = try Self.starting.withLock { _ in Self.start(name, arguments, environment) }.get()
    (id, input, output, stop) = (started.id, started.input, started.output, started.stop)
    // A write must not wait for a program that is being ended.
    _ = fcntl(input, F_SETFL, O_NONBLOCK)
  }

  private struct Started {
    var id: pid_t
    var input: Int32
    var output: Int32
    var stop: (reader: Int32, writer: Int32)
  }

  private static func start(
    _ name: String, _ arguments: [String], _ environment: [String]
  ) -> Result<Started, SystemError> {
    var ends: [Int32] = []
    for _ in 0..<3 {
      var pair: [Int32] = [0, 0]
      guard unsafe pipe(&pair) == 0 else {
        let code = errno
        for end in ends { close(end) }
        return .failure(SystemError(errno: code, "make a pipe", place: name))
      }
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends += pair
    }
    var actions = unsafe posix_spawn_file_actions_t()
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
    let pointers = unsafe argumentPointers + environmentPointers
    for index in unsafe pointers.indices { unsafe free(pointers[index]) }
    unsafe posix_spawn_file_actions_destroy(&actions)
    unsafe posix_spawnattr_destroy(&attributes)
    close(ends[0])
    close(ends[3])
    guard code == 0 else {
      for end in [ends[1], ends[2], ends[4], ends[5]] { close(end) }
      return .failure(
        SystemError(
          .processFailed, "cannot be started", place: name, cause: unsafe String(cString: strerror(code))))
    }
    return .success(Started(id: id, input: ends[1], output: ends[2], stop: (ends[4], ends[5])))
  }

  deinit {
    signal(SIGKILL)
    for end in [input, output, stop.reader, stop.writer] { close(end) }
    var status: Int32 = 0
    while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
  }

  /// Writes all of `bytes`; waits where the program does not read.
  ///
  /// - Throws: when the program has closed its input, or is being ended.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      guard wait(for: input, Int16(POLLOUT)) else {
        throw SystemError(errno: EPIPE, "write", place: "a program's input")
      }
      let rest = bytes[done...]
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(input, $0.baseAddress, $0.count) }
      if count >= 0 {
        done += count
      } else if errno != EINTR, errno != EAGAIN {
        throw SystemError(errno: errno, "write", place: "a program's input")
      }
    }
  }

  /// The next bytes of its output; waits for some. Empty at the end, and when the program is being ended.
  package func read(atMost limit: Int = 64 << 10) -> [UInt8] {
    guard wait(for: output, Int16(POLLIN)) else { return [] }
    return unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      var read = 0
      repeat { read = unsafe Glibc.read(output, buffer.baseAddress, limit) } while read < 0 && errno == EINTR
      count = max(read, 0)
    }
  }

  /// Whether something can be done with a stream now; waits until then. `false` once the program is being ended.
  private func wait(for stream: Int32, _ events: Int16) -> Bool {
    var waited = [
      pollfd(fd: stream, events: events, revents: 0), pollfd(fd: stop.reader, events: Int16(POLLIN), revents: 0),
    ]
    while unsafe poll(&waited, 2, -1) < 0 {
      guard errno == EINTR else { return false }
    }
    return waited[1].revents == 0
  }

  /// Ends the program and what it has started: asks with SIGTERM, and kills what is left after `grace`.
  ///
  /// Waits for that, so it is for threads that may; what reads or writes at the time gives up at once.
  package func end(grace: Duration) {
    var mark: UInt8 = 1
    _ = unsafe Glibc.write(stop.writer, &mark, 1)
    signal(SIGTERM)
    let step: Duration = .milliseconds(5)
    var waited: Duration = .zero
    while waited < grace, !hasExited {
      usleep(5_000)
      waited += step
    }
    // What it has started may have outlived it.
    signal(SIGKILL)
  }

  /// The program is still there to be waited for, so that its number belongs to nobody else.
  private var hasExited: Bool {
    var information = unsafe siginfo_t()
    guard unsafe waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT) == 0 else { return false }
    return unsafe information._sifields._sigchld.si_pid == id
  }

  private func signal(_ number: Int32) { kill(-id, number) }
}
