import Common
import Testing

@Suite struct JSONTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test(arguments: [
    ("null", JSONValue.null), (" true ", true), ("-0", 0), ("12", 12), ("9223372036854775808", 9223372036854775808.0),
    ("1.5e2", 150.0), ("\"a\\u00e9\\n\\ud83d\\ude00\"", "aé\n😀"), ("\"\\ud800x\"", "\u{FFFD}x"), ("[]", .array([])),
    ("[1,[2]]", .array([1, .array([2])])), ("{}", .object([])),
    ("{\"b\":1, \"a\":[]}", .object([.init("b", 1), .init("a", .array([]))])),
  ])
  func aTextParsesToItsValue(text: String, value: JSONValue) throws {
    #expect(try parse(text) == value)
  }

  @Test(arguments: [
    "", "tru", "01", "1.", "[1,]", "{\"a\"}", "{a:1}", "\"\\x\"", "\"a", "\"\n\"", "\"\\u12g4\"", "1 2", "nul", "-",
    "[", "{\"a\":1", "\u{FEFF}1",
  ])
  func aTextThatIsNotJSONIsAnError(text: String) {
    #expect(throws: JSONError.self) { try parse(text) }
  }

  @Test func anErrorSaysWhereAndWhat() {
    #expect(throws: JSONError(offset: 3, expected: "a value", got: "']'")) { try parse("[1,]") }
  }

  @Test func bytesThatAreNotUTF8AreAnError() {
    #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
  }

  @Test func nestingBeyondTheLimitIsAnErrorAndNotACrash() {
    #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 100_000)) }
  }

  @Test func whatIsWrittenReadsBackAsTheSameValue() throws {
    let value = JSONValue.object([
      "name": "a\"\\\u{1}\t\u{7F}é", "list": [1, 2.5, 1e-9, nil, true, [], .object([])],
      "inner": .object(["z": 1, "a": 2]),
    ])
    #expect(try JSONValue(parsing: value.serialized()) == value)
    #expect(try JSONValue(parsing: value.serialized(.indented)) == value)
  }

  @Test func theLayoutIsStable() {
    let value = JSONValue.object(["b": [1, "x"], "a": .object([]), "n": .number(.infinity)])
    #expect(String(decoding: value.serialized(), as: UTF8.self) == #"{"b":[1,"x"],"a":{},"n":null}"#)
    #expect(
      String(decoding: value.serialized(.indented), as: UTF8.self)
        == "{\n  \"b\": [\n    1,\n    \"x\"\n  ],\n  \"a\": {},\n  \"n\": null\n}")
  }
}
