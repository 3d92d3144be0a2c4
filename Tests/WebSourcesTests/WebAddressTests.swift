import Testing
import WebSources

@Suite struct WebAddressTests {
  @Test(arguments: [
    ("HTTP://Example.ORG", "http://example.org/"), ("https://example.org:443/a", "https://example.org/a"),
    ("http://example.org:443", "http://example.org:443/"), ("http://example.org:/x", "http://example.org/x"),
    ("https://example.org/a/./b/../c", "https://example.org/a/c"),
    ("https://example.org/../..", "https://example.org/"),
    ("https://example.org/a/..", "https://example.org/"),
    ("https://example.org/%7euser/%2f", "https://example.org/~user/%2F"),
    ("https://example.org/a b?c d#e", "https://example.org/a%20b?c%20d"),
    ("https://example.org?x=1", "https://example.org/?x=1"),
    ("https://example.org/é", "https://example.org/%C3%A9"), ("https://example.org/a%zz", "https://example.org/a%25zz"),
    (" https://example.org/a\n b ", "https://example.org/a%20b"),
    ("https:\\\\example.org\\a?b\\c", "https://example.org/a?b\\c"),
    ("http://[::1]:8080/x", "http://[::1]:8080/x"),
    ("https://example.org/a;b=c,d?e=f&g=%41", "https://example.org/a;b=c,d?e=f&g=A"),
    ("https://bücher.example/", "https://bücher.example/"), ("https://example.org//a//", "https://example.org//a//"),
  ]) func addressesComeInNormalForm(text: String, normal: String) {
    #expect(WebAddress(text)?.text == normal)
    // The normal form is its own.
    #expect(WebAddress(normal)?.text == normal)
  }

  @Test(arguments: [
    "", "example.org", "/path", "ftp://example.org/", "https:example.org", "https://", "https:///a",
    "http://a:b@example.org/",
    "http://example.org:70000/", "http://example.org:x/", "http://exa mple.org/", "http://[::1/", "http://[x]/",
    "mailto:a@b",
    "javascript:alert(1)", "data:text/html,x", "http://ex%61mple.org/", "http://example.org:0/", "http://a|b/",
  ]) func whatIsNoAddressIsRefused(text: String) {
    #expect(WebAddress(text) == nil)
  }

  /// RFC 3986, §5.4, as far as the references lead to http.
  @Test(arguments: [
    ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
    ("//g", "http://g/"),
    ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"), ("g#s", "http://a/b/c/g"),
    ("g?y#s", "http://a/b/c/g?y"), (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"), ("", "http://a/b/c/d;p?q"),
    (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"),
    ("../g", "http://a/b/g"),
    ("../..", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"),
    ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"), ("..g", "http://a/b/c/..g"),
    ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"),
    ("g/../h", "http://a/b/c/h"),
    ("g;x=1/./y", "http://a/b/c/g;x=1/y"), ("g?y/./x", "http://a/b/c/g?y/./x"), ("https://h", "https://h/"),
  ]) func referencesResolveAsTheStandardSays(reference: String, result: String) throws {
    let base = try #require(WebAddress("http://a/b/c/d;p?q"))
    #expect(WebAddress(reference, relativeTo: base)?.text == result)
  }

  @Test(arguments: ["mailto:x", "javascript:void(0)", "tel:1", "g:h", "//", "//u@h/"])
  func referencesToNoPageAreRefused(reference: String) throws {
    let base = try #require(WebAddress("http://a/b/c"))
    #expect(WebAddress(reference, relativeTo: base) == nil)
  }

  @Test func partsAreThere() throws {
    let address = try #require(WebAddress("https://example.org:8443/docs/a.html?x=1"))
    #expect(address.origin == "https://example.org:8443")
    #expect(address.folder == "/docs/")
    #expect(address.target == "/docs/a.html?x=1")
    #expect(address.with(path: "/robots.txt").text == "https://example.org:8443/robots.txt")
  }
}
