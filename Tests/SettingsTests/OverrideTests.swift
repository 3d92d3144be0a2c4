import Common
import Settings
import Storage
import Testing

private struct Inner: Equatable, Sendable {
  var port = 80
  var names: [String] = []
}

private struct Outer: Equatable, Sendable {
  var title = "none"
  var inner = Inner()

  static let table = FieldTable<Outer>(
    "A test",
    [
      Field("title", \.title, .nonEmptyText, "a title"),
      Field(
        table: "in-side", \.inner,
        FieldTable(
          "Inside",
          [
            Field("port", \.port, .integer(1...65_535), "a port"),
            Field("names", \.names, .oneOrMore(.nonEmptyText, minimum: 0), "names"),
          ]), defaults: Inner()),
    ])

  static var descriptions: [SettingDescription] { table.descriptions(defaults: Outer()) }
}

@Suite struct OverrideTests {
  @Test func theTableTellsEverySetting() {
    #expect(Outer.descriptions.map(\.name) == ["title", "in-side.port", "in-side.names"])
    #expect(Outer.descriptions[1].variable(prefix: "APP") == "APP_IN_SIDE_PORT")
    #expect(Outer.descriptions[1].standard == 80)
  }

  @Test func theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws {
    let folder = try TemporaryFolder()
    let file = try AtomicFile(path: folder.file("a.yaml"))
    try file.write(Array("title: file\nin-side: { port: 1, names: [a] }\n".utf8))
    try file.commit()
    let variables = ["APP_IN_SIDE_PORT": "2", "APP_TITLE": "environment: # as it is", "OTHER": "x"]
    var overrides = SettingOverride.environment(variables, prefix: "APP", settings: Outer.descriptions)
    overrides.append(try #require(SettingOverride(assignment: "in-side.port=3")))
    overrides.append(try #require(SettingOverride(assignment: "in-side.names=[b, c]")))
    let (settings, diagnostics) = Outer.table.settings(
      path: folder.file("a.yaml"), overrides: overrides, defaults: Outer(), noun: "configuration")
    #expect(diagnostics == [])
    #expect(settings == Outer(title: "environment: # as it is", inner: Inner(port: 3, names: ["b", "c"])))
  }

  @Test(
    arguments: [
      ("in-side.port=many", "--set in-side.port: error: `in-side.port` must be a whole number, not the text \"many\""),
      ("in-side.prot=1", "--set in-side.prot: error: unknown key `prot` in `in-side`"),
      ("title=[a", "--set title: error: this is not valid YAML"),
      ("title=", "--set title: error: `title` must be a text"),
    ])
  func mistakesNameWhereTheyWereMade(assignment: String, message: String) throws {
    let override = try #require(SettingOverride(assignment: assignment))
    let (settings, diagnostics) = Outer.table.settings(
      path: nil, overrides: [override], defaults: Outer(), noun: "configuration")
    #expect(settings == nil)
    let text = diagnostics.map(\.rendered).joined(separator: "\n")
    #expect(text.contains(message.split(separator: ": ").dropFirst().joined(separator: ": ")), "\(text)")
    #expect(text.hasPrefix("--set "), "\(text)")
  }

  @Test(arguments: ["", "=x", "name"]) func anAssignmentNeedsANameAndASign(text: String) {
    #expect(SettingOverride(assignment: text) == nil)
  }
}
