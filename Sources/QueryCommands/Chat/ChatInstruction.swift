package import Agent

/// A line that begins with a slash.
package enum ChatInstruction: Equatable {
  case help
  /// A passage of the last answer in full, or the list of all.
  case sources(Int?)
  /// The provider of the next answers; `nil` shows them all, `auto` chooses none.
  case provider(name: String?, model: String?)
  case tone(Tone?)
  case history
  case usage
  /// What is remembered of the user.
  case memory
  case forget
  case clear
  /// The kept conversations.
  case sessions
  /// Go on with a kept conversation: its number in the list, its id or `last`.
  case resume(String)
  /// Delete what is kept of this conversation.
  case delete
  case save(String)
  case quit
  case wrong(String)

  private static let summary = [
    ("/help", "this"),
    ("/sources [number]", "the passages behind the last answer, or one in full"),
    ("/provider [name [model]]", "the providers, or which one answers next; auto leaves the choice"),
    ("/tone [name]", "neutral, formal, casual, calm or auto"),
    ("/history", "the questions so far"),
    ("/usage", "tokens and cost of this conversation"),
    ("/memory", "what is remembered of you; /forget forgets it"),
    ("/clear", "begin a new conversation"),
    ("/sessions", "the conversations that are kept, with --store"),
    ("/resume [number or id]", "go on with one of them, the last by itself"),
    ("/delete", "delete what is kept of this conversation"),
    ("/save FILE", "write the conversation as Markdown, or as JSON (.json)"),
    ("/quit", "leave; Ctrl-D does too, Ctrl-C stops an answer"),
  ]

  /// The instructions in two columns, or one below the other where that is too narrow.
  static func help(width: Int) -> [String] {
    let column = 26
    return summary.flatMap { name, meaning in
      width < 60
        ? [name] + wrapped(meaning, width: width, indent: 4)
        : wrapped(
          name + String(repeating: "\u{A0}", count: column - name.count) + meaning, width: width, indent: 0,
          hang: column
        ).map { $0.replacing("\u{A0}", with: " ") }
    }
  }

  /// `nil` for a line that is a message. A message that begins with a slash is written with two.
  package init?(_ line: String) {
    guard line.hasPrefix("/"), !line.hasPrefix("//") else { return nil }
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    let argument = words.count > 1 ? words[1].trimmed : ""
    switch words[0].lowercased() {
    case "/help", "/?": self = .help
    case "/sources", "/source", "/s":
      if argument.isEmpty {
        self = .sources(nil)
      } else if let number = Int(argument) {
        self = .sources(number)
      } else {
        self = .wrong("/sources takes the number of a passage, not \"\(argument)\"")
      }
    case "/provider", "/p":
      let parts = argument.split(separator: " ").map(String.init)
      self =
        parts.count > 2
        ? .wrong("/provider takes a name and a model") : .provider(name: parts.first, model: parts.dropFirst().first)
    case "/tone":
      if argument == "auto" {
        self = .tone(nil)
      } else if let tone = Tone(rawValue: argument) {
        self = .tone(tone)
      } else {
        self = .wrong("/tone takes \(Tone.allCases.map(\.rawValue).joined(separator: ", ")) or auto")
      }
    case "/history": self = .history
    case "/usage", "/cost": self = .usage
    case "/memory": self = .memory
    case "/forget": self = .forget
    case "/clear", "/new": self = .clear
    case "/sessions": self = .sessions
    case "/resume": self = .resume(argument.isEmpty ? "last" : argument)
    case "/delete": self = .delete
    case "/save": self = argument.isEmpty ? .wrong("/save takes the name of a file") : .save(argument)
    case "/quit", "/exit", "/q": self = .quit
    default: self = .wrong("there is no \(words[0]); /help lists what there is")
    }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
