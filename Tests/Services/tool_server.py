"""The agent of kbq as a client of tool servers made with MCP's own package: `KBQ BUNDLE`.

A server over HTTP that wants a key and one over standard input and output are named in a configuration; a scripted model on
loopback, which speaks the OpenAI protocol, asks for their tools. Sessions are ended under its hands.
"""
import http.server
import importlib.metadata
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

KEY = "key-of-the-desk"

SERVER = '''
import asyncio, os, sys
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError

server = MCPServer("desk", log_level="ERROR")

@server.tool(description="Says how many tickets are open.")
async def count(queue: str, context: Context) -> str:
    await context.report_progress(1, 2)
    await asyncio.sleep(0.05)
    return f"7 tickets are open in {queue}."

@server.tool()
def broken() -> str:
    raise ToolError("out of paper")

@server.tool()
async def slow() -> str:
    await asyncio.sleep(600)

if sys.argv[1] == "stdio":
    server.run("stdio")
else:
    import uvicorn
    from starlette.responses import JSONResponse
    options = {"json_response": sys.argv[1] == "json", "stateless_http": sys.argv[1] == "stateless"}
    application = server.streamable_http_app(**options)

    async def guarded(scope, receive, send):
        if scope["type"] == "http" and dict(scope["headers"]).get(b"authorization") != b"Bearer " + os.environb[b"DESK_KEY"]:
            return await JSONResponse({"error": {"message": "no key"}}, 401)(scope, receive, send)
        await application(scope, receive, send)

    uvicorn.run(guarded, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
'''


class Model(http.server.BaseHTTPRequestHandler):
    """Asks for the calls of `script`, one a turn, then repeats the last result."""

    script = []
    offered = []

    def do_GET(self):
        self.answer({"object": "list", "data": []})

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Model.offered = [tool["function"]["name"] for tool in request.get("tools", [])]
        results = [message for message in request["messages"] if message["role"] == "tool"]
        message = {"role": "assistant", "content": results[-1]["content"] if results else "nothing"}
        reason = "stop"
        if len(results) < len(Model.script):
            name, arguments = Model.script[len(results)]
            call = {"id": f"c{len(results)}", "type": "function"}
            call["function"] = {"name": name, "arguments": json.dumps(arguments)}
            message, reason = {"role": "assistant", "content": None, "tool_calls": [call]}, "tool_calls"
        self.answer({
            "id": "1", "object": "chat.completion", "model": "scripted",
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        })

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the tool server ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the tool server does not listen")


class Bench:
    def __init__(self, kbq, bundle, folder):
        self.kbq, self.bundle, self.folder = kbq, bundle, folder
        self.server = folder / "server.py"
        self.server.write_text(SERVER)
        self.model = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
        threading.Thread(target=self.model.serve_forever, daemon=True).start()

    def configure(self, settings):
        base = f"http://127.0.0.1:{self.model.server_address[1]}/v1"
        path = self.folder / "kbq.yaml"
        path.write_text(json.dumps({
            "almanac": 1,
            "models": {"providers": [{"name": "scripted", "kind": "openai", "base-url": base}], "offline": False},
            "agent": {"tool-servers": [{"name": "desk", "after-quotes": True, **settings}], "time": "60s"},
        }))
        return dict(os.environ, KBQ_CONFIG=str(path), DESK_KEY=KEY)

    def ask(self, settings, script, environment={}):
        Model.script = script
        done = subprocess.run(
            [self.kbq, "ask", self.bundle, "How many tickets are open?", "--provider", "auto", "--json"],
            env=dict(self.configure(settings), **environment), capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
        return json.loads(done.stdout)["text"], done.stderr

    def check(self, settings):
        text, notes = self.ask(settings, [("desk_count", {"queue": "mail"})])
        assert "7 tickets are open in mail." in text, (text, notes)
        assert {"desk_count", "desk_broken", "desk_slow", "rag_search"} <= set(Model.offered), Model.offered
        text, _ = self.ask(settings, [("desk_broken", {})])
        assert "out of paper" in text, text
        text, _ = self.ask(dict(settings, timeout="300ms"), [("desk_slow", {}), ("desk_count", {"queue": "desk"})])
        assert "7 tickets are open in desk." in text, text

    def check_web(self, kind):
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, self.server, kind, str(port)], env=dict(os.environ, DESK_KEY=KEY))
        try:
            wait_for(port, process)
            settings = {"url": f"http://127.0.0.1:{port}/mcp", "key-variable": "DESK_KEY"}
            self.check(settings)
            for changes, environment, words in [
                ({}, {"DESK_KEY": "wrong"}, "HTTP status 401; check its key: no key"),
                ({"key-variable": "NO_KEY"}, {}, "has no key; set NO_KEY"),
                ({"url": f"http://127.0.0.1:{port}/elsewhere"}, {}, "HTTP status 404"),
                ({"url": f"http://127.0.0.1:{free_port()}/mcp"}, {}, "cannot be reached"),
            ]:
                _, notes = self.ask(dict(settings, **changes), [], environment)
                assert words in notes and KEY not in notes, notes
            if kind != "stateless":
                self.check_lost_session(settings, port, process)
        finally:
            process.kill()
            process.wait()

    def check_lost_session(self, settings, port, process):
        """A server that starts anew knows no session any more; the next message goes on with another one."""
        Model.script = [("desk_count", {"queue": "first"})]
        chat = subprocess.Popen(
            [self.kbq, "chat", self.bundle, "--provider", "auto"], env=self.configure(settings), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        watchdog = threading.Timer(120, chat.kill)
        watchdog.start()
        chat.stdin.write("How many tickets are open?\n")
        chat.stdin.flush()
        seen = ""
        while "open in first." not in seen:
            line = chat.stdout.readline()
            assert line, chat.stderr.read()
            seen += line
        process.kill()
        process.wait()
        again = subprocess.Popen([sys.executable, self.server, "events", str(port)], env=dict(os.environ, DESK_KEY=KEY))
        try:
            wait_for(port, again)
            Model.script = [("desk_count", {"queue": "second"})]
            rest, errors = chat.communicate("And how many are open now?\n", timeout=100)
            assert "7 tickets are open in second." in rest, (rest, errors)
        finally:
            watchdog.cancel()
            again.kill()
            again.wait()


def main(kbq, bundle):
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(kbq, bundle, pathlib.Path(folder))
        bench.check({"command": [sys.executable, str(bench.server), "stdio"], "start-timeout": "60s"})
        for kind in ["events", "json", "stateless"]:
            bench.check_web(kind)
    print("tool servers of mcp", importlib.metadata.version("mcp"), "ok")


main(*sys.argv[1:])
