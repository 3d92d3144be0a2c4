package import Common
internal import Glibc
internal import Storage

/// Standard input, line by line: edited on a terminal, as it comes elsewhere.
package struct TerminalInput: ~Copyable {
  package enum Line: Equatable, Sendable {
    case text(String)
    /// Ctrl-C on the line.
    case cancelled
    case endOfInput
  }

  /// Whether lines are edited: input and output are a terminal that can move its cursor.
  package let isInteractive: Bool
  private var editor: LineEditor
  private var pending: [UInt8] = []
  private var isAtEnd = false

  /// - Parameter history: lines of earlier days, oldest first.
  package init(history: [String] = []) {
    isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && environmentVariable("TERM") != "dumb"
    editor = LineEditor(history: history)
  }

  package var history: [String] { editor.history }

  /// The next line without its end.
  package mutating func line(prompt: String, style: TextStyle) throws(SystemError) -> Line {
    isInteractive ? try edited(prompt: prompt, style: style) : try plain()
  }

  private mutating func plain() throws(SystemError) -> Line {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeFirst(end + 1)
        return .text(line.hasSuffix("\r") ? String(line.dropLast()) : line)
      }
      if isAtEnd {
        defer { pending = [] }
        return pending.isEmpty ? .endOfInput : .text(String(decoding: pending, as: UTF8.self))
      }
      try fill()
    }
  }

  private mutating func fill() throws(SystemError) {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    var count: Int
    repeat { count = unsafe read(STDIN_FILENO, &buffer, buffer.count) } while count < 0 && errno == EINTR
    guard count >= 0 else { throw SystemError(errno: errno, "read", place: "standard input") }
    if count == 0 { isAtEnd = true }
    pending += buffer.prefix(count)
  }

  private mutating func edited(prompt: String, style: TextStyle) throws(SystemError) -> Line {
    guard TerminalMode.takeKeys() else { return try plain() }
    defer { TerminalMode.restore() }
    // What is pasted comes between marks, so that its line ends are not taken for the key.
    try StandardStream.output.write("\u{1B}[?2004h")
    defer { leave() }
    try draw(prompt, style)
    while true {
      if pending.isEmpty {
        if isAtEnd { return .endOfInput }
        try fill()
        continue
      }
      switch editor.feed(pending.removeFirst()) {
      case .editing: if pending.isEmpty { try draw(prompt, style) }
      case .clearScreen:
        try StandardStream.output.write("\u{1B}[H\u{1B}[2J")
        try draw(prompt, style)
      case .line(let text):
        try show(prompt, text, style)
        return .text(text)
      case .cancelled:
        try StandardStream.output.write("^C\n")
        return .cancelled
      case .endOfInput:
        try StandardStream.output.write("\n")
        return .endOfInput
      }
    }
  }

  private func leave() {
    do {
      try StandardStream.output.write("\u{1B}[?2004l")
    } catch {
      // A terminal that is gone needs no farewell.
    }
  }

  private func draw(_ prompt: String, _ style: TextStyle) throws(SystemError) {
    let drawn = editor.drawn(prompt: prompt, columns: StandardStream.output.columns)
    let move = drawn.cursorColumn > 0 ? "\r\u{1B}[\(drawn.cursorColumn)C" : "\r"
    try StandardStream.output.write("\r\u{1B}[K" + style.bold(prompt) + drawn.text + move)
  }

  /// The finished line in full, over as many lines as it takes.
  private func show(_ prompt: String, _ text: String, _ style: TextStyle) throws(SystemError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
    try StandardStream.output.write("\r\u{1B}[K" + style.bold(prompt) + lines.joined(separator: "\n") + "\n")
  }
}
