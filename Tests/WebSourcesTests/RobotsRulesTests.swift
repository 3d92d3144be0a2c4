import Testing
import WebSources

@Suite struct RobotsRulesTests {
  private func rules(_ text: String, agent: String = "almanac") -> RobotsRules {
    RobotsRules(parsing: Array(text.utf8), agent: agent)
  }

  @Test func theLongestRuleDecides() {
    let rules = rules(
      "User-agent: *\nDisallow: /docs/\nAllow: /docs/public\nDisallow: /docs/public/x$\nAllow: /docs/same\nDisallow: /docs/same"
    )
    #expect(!rules.allows("/docs/"))
    #expect(rules.allows("/docs"))
    #expect(rules.allows("/docs/public/a"))
    #expect(!rules.allows("/docs/public/x"))
    #expect(rules.allows("/docs/public/x/y"))
    #expect(rules.allows("/docs/same"))
    #expect(rules.allows("/robots.txt"))
  }

  @Test func theOwnGroupsCountTogetherAndElseThoseForAll() {
    let text = """
      \u{FEFF}# hello
      user-agent: other
      User-Agent: ALMANAC/2.0 # the version means nothing
      disallow: /a

      User-agent: *
      Disallow: /
      Crawl-delay: 9

      User-agent: Almanac
      Crawl-delay: 2.5
      Disallow: /b
      """
    let own = rules(text)
    #expect(!own.allows("/a") && !own.allows("/b") && own.allows("/c"))
    #expect(own.crawlDelay == 2.5)
    #expect(!rules(text, agent: "stranger").allows("/c"))
    #expect(rules(text, agent: "stranger").crawlDelay == 9)
    #expect(rules(text, agent: "other").allows("/c"))
    #expect(rules("").allows("/x"))
    #expect(rules("Disallow: /").allows("/x"))
  }

  @Test(arguments: [
    ("/fish", "/fish.html", true), ("/fish", "/Fish", false), ("/fish*", "/fishheads/yummy", true),
    ("/fish/", "/fish", false),
    ("/*.php", "/folder/filename.php?x", true), ("/*.php$", "/filename.php", true),
    ("/*.php$", "/filename.php?x", false),
    ("/fish*.php", "/fishheads/catfish.php", true), ("/a%3cd.html", "/a%3Cd.html", true), ("/a%2fb", "/a/b", false),
    ("/%7ejoe", "/~joe", true), ("/é", "/%C3%A9", true), ("*", "/x", true), ("/$", "/", true), ("/$", "/a", false),
    ("/a**b", "/axxb", true), ("/*$", "/anything", true),
  ]) func patternsMatchAsTheStandardSays(pattern: String, target: String, isMatch: Bool) {
    #expect(rules("User-agent: *\nDisallow: \(pattern)").allows(target) == !isMatch)
  }

  @Test func hostileFilesCostLittle() {
    let stars = "/" + String(repeating: "*a", count: 2_000)
    #expect(rules("User-agent: *\nDisallow: \(stars)$").allows("/" + String(repeating: "a", count: 4_000) + "b"))
    #expect(rules("User-agent: *\n" + String(repeating: "Disallow: /x\n", count: 100_000)).allows("/y"))
    #expect(rules(String(repeating: "\0:\n", count: 100_000)).allows("/y"))
  }

  @Test func theProductTokenIsTheFirstWord() {
    #expect(RobotsRules.productToken("Almanac/1.0 (+https://example.org)") == "almanac")
    #expect(RobotsRules.productToken("my-bot_x") == "my-bot_x")
    #expect(RobotsRules.productToken("2bot") == "")
  }
}
