import Agent
import Common
import LanguageModels
import Storage
import TestSupport
import Testing

/// Against a real child process: a shell script that speaks the protocol.
@Suite(.timeLimit(.minutes(2))) struct ToolServerTests {
  private static let script = #"""
    say() { printf '%s\n' "$1"; }
    echo 'a line that is no message'
    while read -r line; do
      id=$(printf '%s' "$line" | sed -n 's/.*"id":\([0-9]*\),"method".*/\1/p')
      case $line in
        *'"method":"initialize"'*)
          say '{"jsonrpc":"2.0","id":99,"method":"roots/list"}'
          say '{"jsonrpc":"2.0","id":'$id',"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}}}}' ;;
        *'"method":"tools/list"'*'"cursor":"2"'*)
          say '{"jsonrpc":"2.0","id":'$id',"result":{"tools":[{"name":"variables","inputSchema":{"type":"object"}},{"name":"die"}]}}' ;;
        *'"method":"tools/list"'*)
          say '{"jsonrpc":"2.0","id":'$id',"result":{"tools":[{"name":"echo.text","description":"Says it again.","inputSchema":{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}},{"name":"slow"},{"name":"broken"},{"name":"refused"},{"name":"large"}],"nextCursor":"2"}}' ;;
        *'"name":"echo.text"'*)
          text=$(printf '%s' "$line" | sed -n 's/.*"text":"\([^"]*\)".*/\1/p')
          say '{"jsonrpc":"2.0","id":'$id',"result":{"content":[{"type":"text","text":"'"$text"'"},{"type":"image","data":""}]}}' ;;
        *'"name":"variables"'*)
          say '{"jsonrpc":"2.0","id":'$id',"result":{"content":[{"type":"text","text":"'"$SHOWN,$HIDDEN"'"}]}}' ;;
        *'"name":"broken"'*)
          say '{"jsonrpc":"2.0","id":'$id',"result":{"isError":true,"content":[{"type":"text","text":"no paper"}]}}' ;;
        *'"name":"refused"'*) say '{"jsonrpc":"2.0","id":'$id',"error":{"code":-32602,"message":"not like that"}}' ;;
        *'"name":"large"'*) head -c 5000000 /dev/zero | tr '\0' 'x' ;;
        *'"name":"die"'*) exit 3 ;;
      esac
    done
    """#

  /// As every program does: a server that ends early must not end the tests.
  init() { StandardStream.ignoreBrokenPipes() }

  private static func settings(_ script: String = script) -> ToolServerSettings {
    var settings = ToolServerSettings()
    settings.name = "desk"
    settings.command = ["/bin/sh", "-c", script]
    settings.environment = ["SHOWN"]
    settings.startTimeout = .seconds(60)
    settings.timeout = .seconds(60)
    return settings
  }

  private static func environment(_ name: String) -> String? {
    ["PATH": "/usr/bin:/bin", "SHOWN": "yes", "HIDDEN": "secret"][name]
  }

  private func tools(_ settings: ToolServerSettings = settings()) async -> ToolServers {
    await ToolServers.started([settings], environment: { Self.environment($0) })
  }

  private func run(_ name: String, _ arguments: JSONValue = .object([]), _ settings: ToolServerSettings = settings())
    async throws -> ToolResult
  {
    let tool = try #require(await tools(settings).tools.first { $0.definition.name == name })
    return try await tool.run(arguments, ToolContext(message: "hello"))
  }

  @Test func `Tools are listed over all pages, with names that every provider takes`() async throws {
    let found = await tools()
    #expect(found.notices.isEmpty)
    #expect(
      found.tools.map(\.definition.name) == [
        "desk_echo_text", "desk_slow", "desk_broken", "desk_refused", "desk_large", "desk_variables", "desk_die",
      ])
    let echo = try #require(found.tools.first)
    #expect(echo.definition.summary == "Says it again.")
    #expect(echo.primaryArgument == "text")
    #expect(echo.reach == .outside(afterQuotes: false))
  }

  @Test func `Only the tools that are named are there`() async {
    var settings = Self.settings()
    settings.tools = ["die", "variables"]
    settings.runsAfterQuotes = true
    let found = await tools(settings).tools
    #expect(found.map(\.definition.name) == ["desk_variables", "desk_die"])
    #expect(found.first?.reach == .outside(afterQuotes: true))
  }

  @Test func `A call gives the texts of its result, which are data`() async throws {
    let result = try await run("desk_echo_text", ["text": "good day"])
    #expect(result.data == "good day\n(image that is no text)")
    #expect(result.passages.isEmpty)
  }

  @Test func `A server sees the variables that are named and no others`() async throws {
    #expect(try await run("desk_variables").data == "yes,")
  }

  @Test(arguments: [
    ("desk_broken", ToolError("the tool reports an error", quote: "no paper")),
    ("desk_refused", ToolError("the tool server answers with an error", quote: "not like that")),
    ("desk_die", ToolError("the tool server `desk` ended")),
    ("desk_large", ToolError("the tool server `desk` sent a message of more than 4 MiB")),
  ])
  func `What goes wrong is the error of the call`(tool: String, error: ToolError) async {
    await #expect(throws: error) { try await run(tool) }
  }

  @Test func `A call that is not answered ends with its time`() async {
    var settings = Self.settings()
    settings.timeout = .milliseconds(50)
    await #expect(throws: ToolError("the tool server `desk` did not answer within 0.05 seconds")) {
      try await run("desk_slow", .object([]), settings)
    }
  }

  @Test func `A server that ended is started again by the next call`() async throws {
    let found = await tools().tools
    let context = ToolContext(message: "hello")
    let die = try #require(found.last)
    await #expect(throws: ToolError.self) { try await die.run(.object([]), context) }
    let echo = try #require(found.first)
    #expect(try await echo.run(["text": "again"], context).data.hasPrefix("again"))
  }

  @Test(arguments: [
    "exit 1", "cat > /dev/null", "echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"message\":\"no\"}}'; cat",
  ])
  func `A server that does not start is a notice and no failure`(script: String) async {
    var settings = Self.settings(script)
    if script.hasPrefix("cat") { settings.startTimeout = .milliseconds(50) }
    let found = await tools(settings)
    #expect(found.tools.isEmpty)
    #expect(found.notices.count == 1)
  }

  @Test func `A program that is not there is a notice`() async {
    var settings = Self.settings()
    settings.command = ["/nowhere/at/all"]
    let found = await tools(settings)
    #expect(
      found.notices.first?.hasPrefix("the tool server `desk` is not there: /nowhere/at/all: cannot be started") == true)
  }

  /// Asks to be killed: it ignores SIGTERM and the end of its input, and so does what it has started.
  private static let stubborn = #"""
    trap '' TERM
    sh -c 'trap "" TERM; echo $$ > "$SHOWN.child"; while :; do sleep 1; done' < /dev/null > /dev/null &
    read -r line
    printf '%s\n' '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}}'
    read -r line
    read -r line
    printf '%s\n' '{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"slow"}]}}'
    while [ ! -s "$SHOWN.child" ]; do sleep 0.01; done
    echo $$ > "$SHOWN.new" && mv "$SHOWN.new" "$SHOWN"
    while :; do sleep 1; done
    """#

  @Test(arguments: [true, false])
  func `A server that does not end when it is asked to is killed with what it has started`(isStopped: Bool) async throws
  {
    let folder = try TemporaryFolder()
    var settings = Self.settings(Self.stubborn)
    settings.stopTimeout = .milliseconds(100)
    let marks = folder.file("process")
    var servers: ToolServers? = await ToolServers.started([settings]) { $0 == "SHOWN" ? marks : Self.environment($0) }
    #expect(servers?.tools.count == 1)
    while !fileExists(marks) { await Task.yield() }
    let processes = try [marks, marks + ".child"].map { path in
      try #require(Int(String(decoding: try readFile(path), as: UTF8.self).prefix { $0.isNumber }))
    }
    #expect(processes.allSatisfy(Self.isRunning))
    if isStopped { await servers?.stop() }
    // Dropped without a word they are ended behind our back.
    servers = nil
    while processes.contains(where: Self.isRunning) { await Task.yield() }
  }

  /// What has ended may still wait to be asked how.
  private static func isRunning(_ process: Int) -> Bool {
    guard let status = try? String(decoding: readFile("/proc/\(process)/stat"), as: UTF8.self) else { return false }
    return !status.contains(") Z ")
  }
}
