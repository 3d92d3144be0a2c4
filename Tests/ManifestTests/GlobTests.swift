import Manifest
import Testing

@Suite struct GlobTests {
  @Test(arguments: [
    ("*.md", "a.md", true), ("*.md", "a/b.md", false), ("*.md", "a.MD", false), ("*.md", ".md", false),
    ("*.md", ".a.md", false), (".*.md", ".a.md", true), ("**/*.md", "a.md", true), ("**/*.md", "a/b/c.md", true),
    ("**/*.md", "a/.b/c.md", false), ("a/**", "a/b/c", true), ("a/**", "a", true), ("a/**", "b/a", false),
    ("a/**/z", "a/z", true), ("a/**/z", "a/b/c/z", true), ("a/**/z", "a/b/zz", false),
    ("**/a/**/b", "x/a/y/a/z/b", true), ("**/a/**/b", "x/y/b", false), ("?", "é", true), ("?", "ab", false),
    ("a?c", "a/c", false), ("[a-c]x", "bx", true), ("[a-c]x", "dx", false), ("[!a-c]x", "dx", true),
    ("[^a-c]x", "ax", false), ("[]]x", "]x", true), ("[a-]x", "-x", true), ("[\\]]x", "]x", true),
    ("{a,b}.md", "b.md", true), ("{a,b}.md", "c.md", false), ("{a,b{c,d}}*.{md,txt}", "bdx.txt", true),
    ("{,x}a", "a", true), ("\\*.md", "*.md", true), ("\\*.md", "a.md", false), ("\\{a,b\\}", "{a,b}", true),
    ("a,b", "a,b", true), ("a}", "a}", true), ("./a.md", "a.md", true), ("a/../b.md", "b.md", true),
    ("../x/*.md", "../x/a.md", true), ("a//b", "a/b", true), ("*a*b*c*", "xxaxxbxxc", true),
    ("*a*b*c*", "xxaxxcxxb", false), ("日本*", "日本語.md", true), ("e\u{301}*", "\u{E9}.md", false), ("[*]", "*", true),
    ("[{]a,b}", "{a,b}", true),
  ])
  func patternsMatchPaths(_ pattern: String, _ path: String, _ expected: Bool) throws {
    #expect(try Glob(pattern).matches(path) == expected)
  }

  @Test(arguments: [
    ("a[b", "has a `[` without a `]`"), ("a{b,c", "has a `{` without a `}`"),
    ("[z-a]", "has the range `z-a`, which is empty"), ("**/../a", "has `..` behind `**`"), ("./", "names no file"),
    ("{/a,b}", "is absolute in some of its alternatives only"),
    ("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", "stands for more than 1000 patterns"),
  ])
  func wrongPatternsAreExplained(_ pattern: String, _ reason: String) {
    do throws(Glob.Problem) {
      _ = try Glob(pattern)
      Issue.record("the pattern was accepted")
    } catch {
      #expect(error.reason == reason)
    }
  }

  @Test func manyStarsTakeNoTime() throws {
    let pattern = String(repeating: "a*", count: 50) + "b"
    #expect(try !Glob(pattern).matches(String(repeating: "a", count: 2000)))
    let deep = String(repeating: "**/a/", count: 30) + "b"
    #expect(try !Glob(deep).matches(String(repeating: "a/", count: 500) + "c"))
  }
}
