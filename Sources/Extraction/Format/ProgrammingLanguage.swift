/// A programming language by the endings of its files and the words that begin its definitions.
///
/// The tables are small on purpose: they find the names that a reader would look for, without parsing.
package struct ProgrammingLanguage: Equatable, Sendable {
  /// How nesting shows.
  package enum Blocks: Equatable, Sendable {
    /// Braces, or `end`: definitions nest by their indentation all the same, as people write them.
    case braces
    case indentation
  }

  package var name: String
  package var fileExtensions: [String]
  package var blocks = Blocks.braces
  /// Words that a name follows: `func`, `class`.
  package var keywords: [String]
  /// Words that may stand before a keyword: `public`, `static`.
  package var modifiers: [String] = []
  /// What begins a line that is a comment.
  package var comments: [String] = ["//", "/*", "*"]
  /// Whether a line `type name(…) {` defines a function, as in C.
  package var hasTypedFunctions = false

  /// The language of a file with this ending, lower case.
  package static func named(byExtension ending: String) -> Self? { all.first { $0.fileExtensions.contains(ending) } }

  private static let access = ["public", "private", "protected", "internal", "static", "final", "abstract", "async"]

  package static let all: [Self] = [
    Self(
      name: "Swift", fileExtensions: ["swift"],
      keywords: ["func", "class", "struct", "enum", "protocol", "extension", "actor", "init", "typealias", "macro"],
      modifiers: access + [
        "package", "open", "fileprivate", "mutating", "nonisolated", "override", "indirect", "convenience", "required",
        "consuming", "borrowing", "prefix", "postfix",
      ]),
    Self(
      name: "Python", fileExtensions: ["py", "pyi"], blocks: .indentation, keywords: ["def", "class"],
      modifiers: ["async"], comments: ["#", "@"]),
    Self(
      name: "JavaScript", fileExtensions: ["js", "mjs", "cjs", "jsx"], keywords: ["function", "class", "function*"],
      modifiers: ["export", "default", "async"]),
    Self(
      name: "TypeScript", fileExtensions: ["ts", "tsx", "mts", "cts"],
      keywords: ["function", "class", "interface", "enum", "type", "namespace", "module", "function*"],
      modifiers: access + ["export", "default", "declare", "const"]),
    Self(
      name: "Go", fileExtensions: ["go"], keywords: ["func", "type"]),
    Self(
      name: "Rust", fileExtensions: ["rs"],
      keywords: ["fn", "struct", "enum", "trait", "impl", "mod", "type", "union", "macro_rules!"],
      modifiers: ["pub", "pub(crate)", "pub(super)", "async", "unsafe", "const", "extern", "default"],
      comments: ["//", "/*", "*", "#["]),
    Self(
      name: "Java", fileExtensions: ["java"], keywords: ["class", "interface", "enum", "record", "@interface"],
      modifiers: access + ["sealed", "non-sealed", "strictfp"], comments: ["//", "/*", "*", "@"],
      hasTypedFunctions: true),
    Self(
      name: "Kotlin", fileExtensions: ["kt", "kts"], keywords: ["fun", "class", "interface", "object", "typealias"],
      modifiers: access + [
        "open", "override", "data", "sealed", "enum", "inline", "suspend", "operator", "companion", "annotation",
        "value",
        "infix", "tailrec",
      ], comments: ["//", "/*", "*", "@"]),
    Self(
      name: "C#", fileExtensions: ["cs"],
      keywords: ["class", "interface", "struct", "enum", "record", "namespace", "delegate"],
      modifiers: access + ["sealed", "partial", "readonly", "virtual", "override", "unsafe"],
      comments: ["//", "/*", "*", "["], hasTypedFunctions: true),
    Self(
      name: "C", fileExtensions: ["c", "h"], keywords: ["struct", "union", "enum", "#define"],
      modifiers: ["typedef", "static", "inline", "extern"], hasTypedFunctions: true),
    Self(
      name: "C++", fileExtensions: ["cc", "cpp", "cxx", "hh", "hpp", "hxx"],
      keywords: ["class", "struct", "union", "enum", "namespace", "concept", "#define"],
      modifiers: ["typedef", "static", "inline", "extern", "constexpr"], hasTypedFunctions: true),
    Self(
      name: "Objective-C", fileExtensions: ["m", "mm"], keywords: ["@interface", "@implementation", "@protocol"],
      hasTypedFunctions: true),
    Self(
      name: "Ruby", fileExtensions: ["rb", "rake"], keywords: ["def", "class", "module"],
      modifiers: ["private", "protected", "public"], comments: ["#"]),
    Self(
      name: "PHP", fileExtensions: ["php"], keywords: ["function", "class", "interface", "trait", "enum", "namespace"],
      modifiers: access + ["readonly"], comments: ["//", "/*", "*", "#"]),
    Self(
      name: "Scala", fileExtensions: ["scala", "sc"], keywords: ["def", "class", "object", "trait", "enum"],
      modifiers: access + ["case", "sealed", "implicit", "override", "lazy", "given"], comments: ["//", "/*", "*", "@"]),
    Self(
      name: "shell", fileExtensions: ["sh", "bash", "zsh"], keywords: ["function"], comments: ["#"],
      hasTypedFunctions: true),
    Self(name: "Lua", fileExtensions: ["lua"], keywords: ["function"], modifiers: ["local"], comments: ["--"]),
    Self(name: "Perl", fileExtensions: ["pl", "pm"], keywords: ["sub", "package"], comments: ["#"]),
    Self(name: "R", fileExtensions: ["r"], keywords: ["setClass", "setMethod"], comments: ["#"]),
    Self(
      name: "Julia", fileExtensions: ["jl"],
      keywords: ["function", "struct", "module", "macro"], modifiers: ["mutable", "abstract"], comments: ["#"]),
    Self(
      name: "Elixir", fileExtensions: ["ex", "exs"],
      keywords: ["def", "defp", "defmodule", "defmacro", "defprotocol", "defimpl"], comments: ["#", "@"]),
    Self(
      name: "SQL", fileExtensions: ["sql"], blocks: .braces,
      keywords: ["table", "view", "function", "procedure", "index", "trigger", "type", "schema"],
      modifiers: [
        "create", "or", "replace", "temporary", "temp", "unique", "materialized", "alter", "if", "not", "exists",
      ],
      comments: ["--", "/*", "*"]),
    Self(
      name: "Protocol Buffers", fileExtensions: ["proto"], keywords: ["message", "service", "enum", "rpc"]),
    Self(
      name: "CSS", fileExtensions: ["css", "scss", "less"], keywords: ["@media", "@mixin", "@keyframes"],
      comments: ["/*", "*", "//"]),
    Self(
      name: "configuration", fileExtensions: ["toml", "ini", "cfg", "conf", "properties"], keywords: [],
      comments: ["#", ";"]),
    Self(name: "Makefile", fileExtensions: ["mk", "cmake"], keywords: ["function", "macro"], comments: ["#"]),
  ]
}
