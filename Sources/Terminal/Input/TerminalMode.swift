internal import Glibc
internal import Synchronization

/// How the terminal treats keys; changed for a while, and put back whatever happens.
package enum TerminalMode {
  /// As it was found; `nil` while nothing is changed.
  private static let found = Mutex<termios?>(nil)

  /// Runs `body` while what is typed is not shown, so that it does not stand within an answer. It is read afterwards.
  package static func withoutEcho<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let isChanged = change { $0.c_lflag &= ~tcflag_t(ECHO) }
    defer { if isChanged { restore() } }
    return try body()
  }

  /// Takes keys one by one, unseen; output is left as it is. Ends with `restore`.
  ///
  /// - Returns: false where standard input is no terminal.
  static func takeKeys() -> Bool {
    change {
      $0.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
      $0.c_iflag &= ~tcflag_t(ICRNL | IXON)
    }
  }

  private static func change(_ edit: (inout termios) -> Void) -> Bool {
    found.withLock { found in
      var mode = termios()
      guard found == nil, unsafe tcgetattr(STDIN_FILENO, &mode) == 0 else { return false }
      found = mode
      edit(&mode)
      return unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &mode) == 0
    }
  }

  /// Puts the terminal back as it was found; for programs that end while it is changed, too.
  package static func restore() {
    found.withLock { found in
      guard var mode = found else { return }
      _ = unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &mode)
      found = nil
    }
  }
}
