internal import Common
internal import Settings

extension WebSource {
  static let table = FieldTable<WebSource>(
    "Pages of web sites",
    rules: [JSONValue.Member("anyOf", [["required": ["start"]], ["required": ["sitemap"]]])],
    [
      Field("start", \.start, .addresses, "addresses to start from"),
      Field("sitemap", \.sitemaps, .addresses, "site maps whose addresses are fetched"),
      Field("include", \.include, .addressPatterns, "globs of addresses to keep; without them all under `start`"),
      Field("exclude", \.exclude, .addressPatterns, "globs of addresses to leave out"),
      Field("depth", \.depth, .integer(0...100), "links followed from a start address; site maps are not followed"),
      Field("limit", \.limit, .integer(1...10_000_000), "pages at most"),
      Field("delay", \.delay, .duration(.zero ... .seconds(3600)), "the time between two requests to one host"),
      Field("timeout", \.timeout, .duration(.milliseconds(100) ... .seconds(3600)), "the time for one request"),
      Field("concurrency", \.concurrency, .integer(1...64), "requests to one host at a time"),
      Field("max-size", \.maximumSize, .byteSize(1...(1 << 40)), "the largest body"),
      Field("content-types", \.contentTypes, .oneOrMore(.mediaType), "media types to keep; without them all supported"),
      Field("headers", \.headers, .headers, "headers of every request"),
      Field("cookies", \.cookies, .headers, "cookies of every request"),
      Field(optional: "basic", \.basic, BasicCredentials.format, "user and password for basic authentication"),
      Field(optional: "bearer", \.bearer, .secret, "the token for bearer authentication"),
      Field(optional: "user-agent", \.userAgent, .nonEmptyText, "how requests name themselves"),
      Field("robots", \.followsRobots, .boolean, "whether robots.txt and the wishes of pages are followed"),
      Field(
        "canonical", \.followsCanonical, .boolean, "whether a page is taken under the address it names as canonical"),
      Field(
        "private-addresses", \.allowsPrivateAddresses, .boolean, "whether hosts in private networks may be fetched"),
    ])

  static let format = ValueFormat<WebSource>(
    schema: table.schema(defaults: WebSource()),
    decode: { node, context in
      var source = WebSource()
      guard table.decode(node, into: &source, &context) else { return nil }
      if node["start"] == nil, node["sitemap"] == nil {
        context.report(
          "missing-key", at: node, "`\(context.key)` has neither `start` nor `sitemap`",
          remedy: "add `start: [\"https://…\"]`")
      }
      if node["basic"] != nil, let bearer = node["bearer"] {
        context.report(
          "conflicting-keys", at: bearer, "`\(context.key)` has both `basic` and `bearer`", remedy: "keep one of them")
      }
      return source
    },
    represent: table.represent)
}

extension WebSource.BasicCredentials {
  static let table = FieldTable<WebSource.BasicCredentials>(
    "User and password",
    [
      Field("user", \.user, .secret, "the user", isRequired: true),
      Field("password", \.password, .secret, "the password", isRequired: true),
    ])

  static let format = table.format(defaults: Self(user: .plain(""), password: .plain("")))
}

extension ValueFormat where Value == [WebSource.NamedSecret] {
  static let headers = ValueFormat.map(
    ValueFormat<Secret>.secret, make: { WebSource.NamedSecret(name: $0, value: $1) }, name: { $0.name },
    value: { $0.value })
}

extension ValueFormat where Value == [Located<String>] {
  static let addresses = ValueFormat.oneOrMore(.located(.address))
  static let addressPatterns = ValueFormat.oneOrMore(.located(.addressPattern))
}

extension ValueFormat where Value == String {
  static let address = ValueFormat.text(
    pattern: "^https?://[^\\s/]+(/\\S*)?$", "an http or https address",
    remedy: "write for example `https://example.org/docs/`"
  ) { isAddress($0) }

  static let addressPattern = ValueFormat.text(
    pattern: "^https?://[^\\s/]+(/\\S*)?$", "a pattern of http or https addresses",
    remedy: "write for example `https://example.org/docs/**`"
  ) { isAddress($0) }.map(
    { text, node, context in
      do throws(Glob.Problem) {
        _ = try AddressPattern(text)
        return text
      } catch {
        context.report(
          "invalid-glob", at: node, "the pattern \"\(YAMLNode.shortened(text))\" \(error.reason)", remedy: error.remedy)
        return nil
      }
    }, { $0 })

  private static func isAddress(_ text: String) -> Bool {
    guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return false }
    let rest = text.utf8.dropFirst(scheme.utf8.count)
    let hasSpace = text.unicodeScalars.contains { $0.properties.isWhitespace }
    return !hasSpace && !rest.isEmpty && rest.first != UInt8(ascii: "/")
  }

  static let mediaType = ValueFormat.text(
    pattern: "^[^\\s/]+/[^\\s/]+$", "a media type", remedy: "write for example `text/html` or `image/*`"
  ) { text in
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && !text.unicodeScalars.contains { $0.properties.isWhitespace }
  }
}
